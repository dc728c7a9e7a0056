using K8sMirror.Bench.Peers;

namespace K8sMirror.Bench;

/// <summary>Small segments, of which a super-packet has hundreds: do all copies arrive?</summary>
internal sealed class SegmentBenchmark(string agent, TextWriter progress, CancellationToken cancelled)
{
    private static readonly int[] TargetCounts = [1, 4, 16];
    private static readonly int[] SegmentSizes = [300, 536];

    public List<SegmentRow> Run()
    {
        var rows = new List<SegmentRow>();
        foreach (var targets in TargetCounts)
        {
            progress.WriteLine($"small segments, {targets} targets");
            using var flow = new Flow(new K8sMirrorAgent(agent, K8sMirrorAgent.Default) { Direction = "Both" }, targets);
            // What the source receives comes as frames, as from a wire; its GRO, which the rig has switched on, makes super-packets of them.
            flow.Outside.Exec("ethtool", "-K", flow.Rig.Far, "tso", "off", "gso", "off", "tx", "off");
            flow.Rig.Start();
            foreach (var size in SegmentSizes)
            {
                foreach (var data in (string[])["received", "sent"])
                {
                    cancelled.ThrowIfCancellationRequested();
                    rows.Add(Measure(flow, size, data));
                }
            }
        }
        return rows;
    }

    private static SegmentRow Measure(Flow flow, int size, string data)
    {
        var (books, tools) = (flow.Books()!, flow.Rig.Settled());
        flow.Send(data, "-t", "1", "-M", $"{size}", "-b", "50M");
        Thread.Sleep(TimeSpan.FromMilliseconds(150)); // The agent's last answer is older then.
        var (after, arrived) = (flow.Books()!, (flow.Rig.Settled() - tools).Frames);
        var seen = after.Seen - books.Seen;
        var dropped = after.Dropped.Select(d => (d.Key, Count: d.Value - books.Dropped.GetValueOrDefault(d.Key))).Where(d => d.Count > 0);
        return new(size, flow.Rig.Targets, data, seen, arrived / (double)seen, string.Join(", ", dropped.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Count}")));
    }
}
