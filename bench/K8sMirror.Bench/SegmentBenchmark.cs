using K8sMirror.Bench.Peers;

namespace K8sMirror.Bench;

/// <summary>Small segments, hundreds per super-packet: do all copies arrive?</summary>
internal sealed class SegmentBenchmark(string agent, TextWriter progress, CancellationToken cancelled)
{
    private static readonly int[] TargetCounts = [1, 4, 16];
    private static readonly int[] SegmentSizes = [300, 536];

    public List<SegmentRow> Run()
    {
        var rows = new List<SegmentRow>();
        foreach (var targets in TargetCounts)
        {
            foreach (var mirror in (IMirror[])[new Mirred { BothWays = true, Cuts = true }, new K8sMirrorAgent(agent, K8sMirrorAgent.Default) { Direction = "Both" }])
            {
                progress.WriteLine($"small segments through {mirror.Name}, {targets} targets");
                using var flow = new Flow(mirror, targets);
                // The source receives frames, as from a wire; its GRO, which the rig has switched on, merges them into super-packets.
                flow.Outside.Exec("ethtool", "-K", flow.Rig.Far, "tso", "off", "gso", "off", "tx", "off");
                flow.Rig.Start();
                foreach (var (size, data) in SegmentSizes.SelectMany(s => ((string[])["received", "sent"]).Select(d => (s, d))))
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
        var (books, source, tools) = (flow.Books(), flow.Rig.AtSource(hasGro: true), flow.Rig.Settled());
        var (gbit, retransmits) = flow.Send(data, "-t", "1", "-M", $"{size}", "-b", "50M");
        Thread.Sleep(TimeSpan.FromMilliseconds(150)); // By then the agent's last answer is outdated.
        var (after, original, arrived) = (flow.Books(), flow.Rig.AtSource(hasGro: true) - source, flow.Rig.Settled() - tools);
        SegmentRow Row(ulong copies, double delivered, string dropped) =>
            new(flow.Rig.Mirror.Name, size, flow.Rig.Targets, data, gbit * 1000, retransmits, copies, delivered, dropped);
        if (after is null || books is null)
        {
            var share = arrived.TcpPayload / original.TcpPayload / flow.Rig.Targets;
            return Row((ulong)(arrived.Frames / share), share, "");
        }
        var seen = after.Seen - books.Seen;
        var dropped = after.Dropped.Select(d => (d.Key, Count: d.Value - books.Dropped.GetValueOrDefault(d.Key))).Where(d => d.Count > 0);
        return Row(seen, arrived.Frames / (double)seen, string.Join(", ", dropped.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Count}")));
    }
}
