using K8sMirror.Bench.Peers;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>What a copy costs, frame by frame: all rigs stand side by side and take short turns, round after round.</summary>
internal sealed class PacketBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private static readonly int[] TargetCounts = [1, 4, 16];
    private static readonly int[] FrameSizes = [64, 1400];

    /// <param name="peers">False measures our own source program alone.</param>
    public (List<PacketRow> Rows, List<ProgramRow> Programs) Run(bool peers)
    {
        using var generators = new TestNetNs();
        var rigs = new List<Rig>();
        try
        {
            rigs.Add(new(new NoMirror(), 0, generators, 0));
            foreach (var targets in TargetCounts)
            {
                foreach (var mirror in Mirrors(peers))
                {
                    progress.WriteLine($"setting up {mirror.Name}, {targets} targets");
                    rigs.Add(new(mirror, targets, generators, rigs.Count));
                    rigs[^1].Start();
                    // As the generator: what else the machine has to do shall not be measured. Where it is idle otherwise, nothing changes.
                    foreach (var task in mirror.Tasks)
                    {
                        RealTime.Claim(task);
                    }
                }
            }
            var rows = peers ? Rows(rigs, Measure(rigs)) : [];
            return (rows, new ProgramBenchmark(rigs, rounds).Run());
        }
        finally
        {
            rigs.ForEach(r => r.Dispose());
        }
    }

    private IMirror[] Mirrors(bool peers) =>
        peers ? [new Mirred(), new NftDup(), new UserSpaceCopier(), new K8sMirrorAgent(agent)] : [new K8sMirrorAgent(agent)];

    private Dictionary<Case, List<Slice>> Measure(List<Rig> rigs)
    {
        var slices = new Dictionary<Case, List<Slice>>();
        // The first round only warms up: caches, page pools, neighbours.
        for (var round = -1; round < rounds; round++)
        {
            progress.WriteLine(round < 0 ? "warming up" : $"round {round + 1} of {rounds}");
            foreach (var targets in TargetCounts)
            {
                foreach (var size in FrameSizes)
                {
                    foreach (var load in Enum.GetValues<Load>())
                    {
                        var frame = Frames.Udp(size);
                        // The path without a mirror is measured anew beside each group, at the same pace.
                        foreach (var rig in rigs.Where(r => r.Targets == targets || r.Targets == 0))
                        {
                            cancelled.ThrowIfCancellationRequested();
                            var slice = Slice.Measure(rig, frame, load, targets);
                            if (round >= 0)
                            {
                                var key = new Case(rig.Mirror.Name, targets, size, load);
                                (slices.TryGetValue(key, out var list) ? list : slices[key] = []).Add(slice);
                            }
                        }
                    }
                }
            }
        }
        return slices;
    }

    private static List<PacketRow> Rows(List<Rig> rigs, Dictionary<Case, List<Slice>> slices)
    {
        var rows = new List<PacketRow>();
        foreach (var (key, list) in slices)
        {
            var isBase = key.Mirror == rigs[0].Mirror.Name;
            var without = slices[key with { Mirror = rigs[0].Mirror.Name }];
            // Differences within a round, then their median: a machine that slows down slows both.
            double Source(List<Slice> own) => own.Zip(without, (a, b) => a.SourceNs - (isBase ? 0 : b.SourceNs)).Median();
            double Total(List<Slice> own) => own.Zip(without, (a, b) => a.SourceNs + a.ElsewhereNs - (isBase ? 0 : b.SourceNs + b.ElsewhereNs)).Median();
            var mirred = slices[key with { Mirror = new Mirred().Name }];
            rows.Add(new(
                key.Mirror,
                key.Targets,
                key.FrameBytes,
                key.Load == Load.Paced ? "paced" : "full",
                Source(list),
                Total(list),
                list.Select(s => s.Delivered).Median(),
                isBase ? null : Source(list) / Source(mirred),
                isBase ? null : Total(list) / Total(mirred),
                [.. list.Select(s => s.SourceNs)]));
        }
        return rows;
    }

    private sealed record Case(string Mirror, int Targets, int FrameBytes, Load Load);
}
