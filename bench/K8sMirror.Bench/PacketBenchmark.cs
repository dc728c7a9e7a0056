using K8sMirror.Bench.Peers;
using K8sMirror.Bpf.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>
/// Cost of a copy, and of a refused one, frame by frame: all rigs exist side by side and take short turns, round after round.
/// </summary>
internal sealed class PacketBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private static readonly int[] TargetCounts = [1, 4, 16];
    private static readonly int[] FrameSizes = [64, 1400];
    private readonly Dictionary<Case, List<Slice>> slices = [];
    private readonly Dictionary<(int Targets, int Size), List<(double Copied, double Refused, double Share)>> runs = [];

    public (List<PacketRow> Rows, List<ProgramRow> Programs) Run()
    {
        using var generators = new TestNetNs();
        var rigs = new List<Rig>();
        try
        {
            foreach (var mirror in new IMirror[] { new NoMirror(), new EmptyProgram() })
            {
                rigs.Add(new(mirror, 0, generators, rigs.Count));
                rigs[^1].Start();
            }
            foreach (var targets in TargetCounts)
            {
                foreach (var mirror in Mirrors(targets))
                {
                    progress.WriteLine($"setting up {mirror.Name}, {targets} targets");
                    rigs.Add(new(mirror, targets, generators, rigs.Count));
                    rigs[^1].Start();
                }
            }
            // The first round only warms up: caches, page pools, neighbours.
            for (var round = -1; round < rounds; round++)
            {
                progress.WriteLine(round < 0 ? "packets, warming up" : $"packets, round {round + 1} of {rounds}");
                foreach (var targets in TargetCounts)
                {
                    // The path without a mirror is measured again with each group, at the same pace.
                    Measure([.. rigs.Where(r => r.Targets == targets || r.Targets == 0)], targets, keep: round >= 0);
                }
            }
            return (
                [.. slices.Select(s => Row(s.Key, s.Value))],
                [.. runs.Select(r => new ProgramRow(r.Key.Targets, r.Key.Size, r.Value.Select(v => v.Copied).Median(), r.Value.Select(v => v.Share).Median(), r.Value.Select(v => v.Refused).Median()))]);
        }
        finally
        {
            rigs.ForEach(r => r.Dispose());
        }
    }

    private IEnumerable<IMirror> Mirrors(int targets)
    {
        // One by one: each is disposed with its rig.
        yield return new Mirred();
        yield return new NftDup();
        yield return new UserSpaceCopier();
        foreach (var budget in new[] { K8sMirrorAgent.Unbounded, K8sMirrorAgent.Default, K8sMirrorAgent.Starved })
        {
            yield return new K8sMirrorAgent(agent, budget);
        }
        if (targets > 1)
        {
            yield return new K8sMirrorAgent(agent, K8sMirrorAgent.Offload);
        }
    }

    private void Measure(List<Rig> rigs, int targets, bool keep)
    {
        var bounded = new[] { K8sMirrorAgent.Default, K8sMirrorAgent.Starved };
        foreach (var size in FrameSizes)
        {
            foreach (var rig in rigs.Where(r => !bounded.Contains(r.Mirror.Name) && r.Mirror is not EmptyProgram))
            {
                Keep(new(rig.Mirror.Name, targets, size, PacketRow.Paced), () => Slice.Paced(rig, Frames.Udp(size), targets), keep);
            }
        }
        foreach (var rig in rigs.Where(r => r.Mirror is not (NftDup or UserSpaceCopier) && r.Mirror.Name != K8sMirrorAgent.Offload))
        {
            Keep(new(rig.Mirror.Name, targets, 64, PacketRow.Full), () => Slice.Full(rig, Frames.Udp(64)), keep);
        }
        using var counting = RunStatistics.Enable();
        foreach (var size in FrameSizes)
        {
            var copied = Program(rigs, K8sMirrorAgent.Unbounded, rig => Slice.Paced(rig, Frames.Udp(size), TargetCounts[^1]));
            var refused = Program(rigs, K8sMirrorAgent.Starved, rig => Slice.Full(rig, Frames.Udp(size)));
            if (keep && copied is { } c && refused is { } r)
            {
                Of(runs, (targets, size)).Add((c.Ns, r.Ns, 1 - r.Slice.Delivered));
            }
        }
    }

    private void Keep(Case one, Func<Slice> measure, bool keep)
    {
        cancelled.ThrowIfCancellationRequested();
        var slice = measure();
        if (keep)
        {
            Of(slices, one).Add(slice);
        }
    }

    /// <summary>Mean time of our program during a slice; null if it is not on TCX.</summary>
    private static (double Ns, Slice Slice)? Program(List<Rig> rigs, string mirror, Func<Rig, Slice> measure)
    {
        var rig = rigs.Single(r => r.Mirror.Name == mirror);
        using var program = ((K8sMirrorAgent)rig.Mirror).OpenSourceProgram();
        if (program is null)
        {
            return null;
        }
        var before = program.ReadRuns();
        var slice = measure(rig);
        var after = program.ReadRuns();
        return ((after.Nanoseconds - before.Nanoseconds) / (double)(after.Count - before.Count), slice);
    }

    private PacketRow Row(Case key, List<Slice> own)
    {
        var isBase = key.Mirror == new NoMirror().Name;
        var without = slices[key with { Mirror = new NoMirror().Name }];
        var mirred = slices[key with { Mirror = new Mirred().Name }];
        // Within a round, then the median: a machine that slows down slows all of them.
        List<double> Source(List<Slice> of) => [.. of.Zip(without, (a, b) => a.SourceNs - b.SourceNs)];
        List<double> Total(List<Slice> of) => [.. of.Zip(without, (a, b) => a.SourceNs + a.ElsewhereNs - b.SourceNs - b.ElsewhereNs)];
        static double Ratio(List<double> ours, List<double> theirs) => ours.Zip(theirs, (a, b) => a / b).Median();
        return new(
            key.Mirror,
            key.Targets,
            key.FrameBytes,
            key.Load,
            own.Select(s => s.SourceNs).Median(),
            own.Zip(without, (a, b) => a.SourceNs / b.SourceNs).Median(),
            Source(own).Median(),
            Total(own).Median(),
            own.Select(s => s.ChargedNs).Median(),
            own.Select(s => s.Delivered).Median(),
            isBase ? null : Ratio(Source(own), Source(mirred)),
            isBase ? null : Ratio(Total(own), Total(mirred)),
            [.. own.Select(s => s.SourceNs)]);
    }

    private static List<T> Of<TKey, T>(Dictionary<TKey, List<T>> all, TKey key)
        where TKey : notnull => all.TryGetValue(key, out var list) ? list : all[key] = [];

    private sealed record Case(string Mirror, int Targets, int FrameBytes, string Load);
}
