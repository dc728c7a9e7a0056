using K8sMirror.Bench.Peers;

namespace K8sMirror.Bench;

/// <summary>How much mirroring slows down a TCP flow that could use the whole machine: one iperf3 connection through the mirrored NIC.</summary>
internal sealed class TcpBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private const string Seconds = "1"; // Many short turns: a flow's speed varies more between runs than within one.
    private static readonly int[] TargetCounts = [1, 4, 16];
    private static readonly string[] Directions = ["received", "sent"];
    private readonly List<Case> cases = [];

    public List<TcpRow> Run()
    {
        try
        {
            Add(new NoMirror(), "", 0);
            foreach (var targets in TargetCounts)
            {
                Add(new Mirred { BothWays = true }, TcpRow.Whole, targets);
                Add(Ours(K8sMirrorAgent.Unbounded, "Device"), TcpRow.Whole, targets);
                Add(new Mirred { BothWays = true, Cuts = true }, TcpRow.Cut, targets);
                Add(Ours(K8sMirrorAgent.Unbounded, "Node"), TcpRow.Cut, targets);
            }
            Add(Ours(K8sMirrorAgent.Default, "Node"), TcpRow.Cut, TargetCounts[^1]);
            for (var round = 0; round < rounds; round++)
            {
                progress.WriteLine($"TCP, round {round + 1} of {rounds}");
                foreach (var (one, data) in cases.SelectMany(c => Directions.Select(d => (c, d))))
                {
                    cancelled.ThrowIfCancellationRequested();
                    one.Measure(data);
                }
            }
            return [.. Directions.SelectMany(d => cases.Select(c => Row(c, d)))];
        }
        finally
        {
            cases.ForEach(c => c.Flow.Dispose());
        }
    }

    private K8sMirrorAgent Ours(string budget, string segmentation) => new(agent, budget) { Direction = "Both", Segmentation = segmentation };

    private void Add(IMirror mirror, string copies, int targets)
    {
        progress.WriteLine($"setting up TCP through {mirror.Name}, {targets} targets of {copies}");
        cases.Add(new(new(mirror, targets), copies));
        var rig = cases[^1].Flow.Rig;
        rig.Node.Exec("ethtool", "-K", "s0", "gro", "off"); // A veth's default; the generator is not used here.
        rig.Start();
    }

    private TcpRow Row(Case own, string data)
    {
        var mirred = cases.Find(c => c.Flow.Rig.Mirror is Mirred && c.Copies == own.Copies && c.Flow.Rig.Targets == own.Flow.Rig.Targets);
        double Against(Case other) => own.Gbit[data].Zip(other.Gbit[data], (a, b) => a / b).Median();
        var books = own.Flow.Books();
        return new(
            own.Flow.Rig.Mirror.Name,
            own.Copies,
            own.Flow.Rig.Targets,
            data,
            own.Gbit[data].Median(),
            Against(cases[0]),
            mirred is null ? null : Against(mirred),
            own.Retransmits[data].Median(),
            own.Delivered[data].Median(),
            books?.AreExact,
            books is null ? "" : string.Join(", ", books.Dropped.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Value}")),
            own.Gbit[data]);
    }

    private sealed record Case(Flow Flow, string Copies)
    {
        public Dictionary<string, List<double>> Gbit { get; } = Directions.ToDictionary(d => d, _ => new List<double>());

        public Dictionary<string, List<double>> Retransmits { get; } = Directions.ToDictionary(d => d, _ => new List<double>());

        public Dictionary<string, List<double>> Delivered { get; } = Directions.ToDictionary(d => d, _ => new List<double>());

        public void Measure(string data)
        {
            var (source, tools) = (Flow.Rig.AtSource(hasGro: false), Flow.Rig.Settled());
            var (gbit, retransmits) = Flow.Send(data, "-t", Seconds);
            Gbit[data].Add(gbit);
            Retransmits[data].Add(retransmits);
            var (copied, original) = ((Flow.Rig.Settled() - tools).TcpPayload, (Flow.Rig.AtSource(hasGro: false) - source).TcpPayload);
            Delivered[data].Add(Flow.Rig.Targets == 0 ? 1 : copied / original / Flow.Rig.Targets);
        }
    }
}
