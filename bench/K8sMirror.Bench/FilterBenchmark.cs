using K8sMirror.Bench.Peers;
using K8sMirror.Bpf.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>Cost of a filter for a rejected frame and for an accepted one: all rigs side by side, in turns.</summary>
internal sealed class FilterBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private const int Addresses = 100_000;
    private const string Flow = "protocol: UDP, source: {cidrs: [10.0.0.1/32, 11.0.0.0/8], ports: ['1000']}, destination: {cidrs: [10.0.0.2/32], ports: ['9']}";

    private static readonly string[] Kinds = ["u32", "flower"];
    private static readonly bool[] Both = [false, true];

    private sealed record Case(string Name, bool Copies, Func<IMirror> Make);

    public FilterResults Run(Machine machine)
    {
        using var outside = new TestNetNs();
        var cases = Cases().ToList();
        var rigs = new List<(Case Case, int Addresses, Rig Rig)>();
        try
        {
            foreach (var addresses in new[] { 0, Addresses })
            {
                foreach (var one in cases)
                {
                    progress.WriteLine($"setting up {one.Name}");
                    var mirror = one.Make();
                    rigs.Add((one, addresses, new(mirror, mirror is NoMirror or EmptyProgram ? 0 : 1, outside, rigs.Count, addresses)));
                    rigs[^1].Rig.Start();
                }
            }
            var samples = rigs.Select(_ => new List<Slice>()).ToList();
            var programs = rigs.Select(_ => new List<double>()).ToList();
            for (var round = -1; round < rounds; round++)
            {
                progress.WriteLine(round < 0 ? "filters, warming up" : $"filters, round {round + 1} of {rounds}");
                for (var i = 0; i < rigs.Count; i++)
                {
                    cancelled.ThrowIfCancellationRequested();
                    // Copied frames are paced, so that nothing is refused; they are compared with the path at that pace.
                    var (one, _, rig) = rigs[i];
                    var slice = one.Copies ? Slice.Paced(rig, Frames.Udp(64), 1) : Slice.Full(rig, Frames.Udp(64));
                    if (round >= 0)
                    {
                        samples[i].Add(slice);
                        programs[i].AddRange(ProgramNs(one, rig));
                    }
                }
            }
            return new(machine, rounds, [.. cases.Where(c => c.Make() is not NoMirror).Select(c => Row(c, rigs, samples, programs))], Missing());
        }
        finally
        {
            rigs.ForEach(r => r.Rig.Dispose());
        }
    }

    /// <summary>Mean time of our program in another slice, without the kernel's measuring overhead; empty for other mirrors.</summary>
    private static double[] ProgramNs(Case one, Rig rig)
    {
        if (rig.Mirror is not K8sMirrorAgent ours)
        {
            return [];
        }
        using var counting = RunStatistics.Enable();
        using var program = ours.OpenSourceProgram();
        if (program is null)
        {
            return [];
        }
        var before = program.ReadRuns();
        _ = one.Copies ? Slice.Paced(rig, Frames.Udp(64), 1) : Slice.Full(rig, Frames.Udp(64));
        var after = program.ReadRuns();
        return [(after.Nanoseconds - before.Nanoseconds) / (double)(after.Count - before.Count)];
    }

    private static FilterRow Row(Case one, List<(Case Case, int Addresses, Rig Rig)> rigs, List<List<Slice>> samples, List<List<double>> programs)
    {
        // Within a round: the machine's state affects both equally.
        List<Slice> Own(int addresses) => samples[rigs.FindIndex(r => r.Addresses == addresses && r.Case == one)];
        IEnumerable<(double Ns, double PathNs)> Rounds(int addresses) => Own(addresses)
            .Zip(samples[rigs.FindIndex(r => r.Addresses == addresses && r.Case.Copies == one.Copies && r.Rig.Mirror is NoMirror)], (a, b) => (a.SourceNs, b.SourceNs));
        double? Delivered() => one.Make() is EmptyProgram ? null : Own(0).Concat(Own(Addresses)).Select(s => s.Delivered).Median();
        double Above(int addresses) => Rounds(addresses).Select(r => r.Ns - r.PathNs).Median();
        double Ratio(int addresses) => Rounds(addresses).Select(r => r.Ns / r.PathNs).Median();
        double? Program(int addresses) => programs[rigs.FindIndex(r => r.Addresses == addresses && r.Case == one)] is { Count: > 0 } own ? own.Median() : null;
        return new(one.Name, one.Copies, Delivered(), Above(0), Above(Addresses), Ratio(0), Ratio(Addresses), Program(0), Program(Addresses));
    }

    private IEnumerable<Case> Cases()
    {
        yield return new("none, full speed", false, () => new NoMirror());
        yield return new("none, paced", true, () => new NoMirror());
        yield return new(EmptyProgram.Called, false, () => new EmptyProgram());
        yield return Ours("K8sMirror, no filter", true, "");
        yield return Ours("K8sMirror, one 5-tuple rule", false, Rules(One()));
        yield return Ours("K8sMirror, one 5-tuple rule", true, Rules($"{{action: Accept, {Flow}}}"));
        yield return Ours("K8sMirror, 1,000 rules", false, Rules([.. Many(1000)]));
        yield return Ours("K8sMirror, 1,000 rules", true, Rules([.. Many(999), $"{{action: Accept, {Flow}}}"]));
        yield return Ours("K8sMirror, 10,000 prefixes", false, Rules(Prefixes(10_000, 1)));
        yield return Ours("K8sMirror, 10,000 prefixes", true, AllBut(Prefixes(10_000, 1)));
        yield return Ours("K8sMirror, 50,000 prefixes", false, Rules([.. FiveTimes(10_000)]));
        yield return Ours("K8sMirror, 50,000 prefixes", true, AllBut([.. FiveTimes(10_000)]));
        yield return Ours("K8sMirror, 50 mirrors with a filter each", false, [.. Many(50).Select(r => Rules(r))]);
        yield return Ours("K8sMirror, 50 mirrors with a filter each", true, [.. Many(49).Select(r => Rules(r)), Rules($"{{action: Accept, {Flow}}}")]);
        foreach (var kind in Kinds.Where(TcFilters.IsInKernel))
        {
            foreach (var copies in Both)
            {
                yield return new($"tc {kind}, one rule", copies, () => new TcFilters(kind, 1, copies));
                yield return new($"tc {kind}, 1,000 rules", copies, () => new TcFilters(kind, 1000, copies));
            }
        }
        foreach (var copies in Both)
        {
            yield return new("nft, a set of 10,000 prefixes", copies, () => new NftSet([.. PrefixList(10_000, 1)], copies));
            yield return new("nft, a set of 50,000 prefixes", copies, () => new NftSet([.. Enumerable.Range(0, 5).SelectMany(i => PrefixList(10_000, i)).Distinct()], copies));
        }
    }

    /// <summary>Missing rows, explained for people.</summary>
    private static List<string> Missing() => [.. Kinds.Where(k => !TcFilters.IsInKernel(k)).Select(k => $"tc {k}: this kernel has no cls_{k}")];

    private Case Ours(string name, bool copies, params string[] filters) =>
        new(name, copies, () => new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Filters = filters });

    private static string Rules(params string[] rules) => $"{{rules: [{string.Join(", ", rules)}]}}";

    /// <summary>The addresses are in none of the prefixes, so all frames are accepted.</summary>
    private static string AllBut(params string[] rules) =>
        $"{{defaultAction: Accept, rules: [{string.Join(", ", rules.Select(r => r.Replace("action: Accept", "action: Reject", StringComparison.Ordinal)))}]}}";

    private static IEnumerable<string> FiveTimes(int count) => Enumerable.Range(0, 5).Select(i => Prefixes(count, i));

    private static string One() => "{action: Accept, protocol: UDP, source: {cidrs: [192.0.2.0/24], ports: ['1000']}, destination: {cidrs: [10.0.0.2/32], ports: ['53']}}";

    private static IEnumerable<string> Many(int count) => PrefixList(count, 0).Select((prefix, i) =>
        $"{{action: Accept, protocol: UDP, source: {{cidrs: ['{prefix}'], ports: ['{2000 + i}']}}, destination: {{cidrs: [10.0.0.0/{8 + (i % 20)}], ports: ['{10 + i}']}}}}");

    private static string Prefixes(int count, int seed) => $"{{action: Accept, source: {{cidrs: [{string.Join(", ", PrefixList(count, seed).Select(p => $"'{p}'"))}]}}}}";

    /// <summary>Prefixes between the generator's addresses but containing none: those have 128 or more in the last byte.</summary>
    internal static IEnumerable<string> PrefixList(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => $"11.{random.Next(256)}.{random.Next(256)}.{random.Next(2) * 64}/26").Distinct();
    }
}
