using K8sMirror.Bench.Peers;
using K8sMirror.Bpf.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>What a filter costs a frame that it rejects, and one that it accepts: all rigs side by side, in turns.</summary>
internal sealed class FilterBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private const int Addresses = 100_000;
    private const string Flow = "protocol: UDP, source: {cidrs: [10.0.0.1/32, 11.0.0.0/8], ports: ['1000']}, destination: {cidrs: [10.0.0.2/32], ports: ['9']}";

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
            var samples = rigs.Select(_ => new List<double>()).ToList();
            var programs = rigs.Select(_ => new List<double>()).ToList();
            for (var round = -1; round < rounds; round++)
            {
                progress.WriteLine(round < 0 ? "filters, warming up" : $"filters, round {round + 1} of {rounds}");
                for (var i = 0; i < rigs.Count; i++)
                {
                    cancelled.ThrowIfCancellationRequested();
                    // What is copied is paced, so that nothing is refused; it is compared with the path at that pace.
                    var (one, _, rig) = rigs[i];
                    var slice = one.Copies ? Slice.Paced(rig, Frames.Udp(64), 1) : Slice.Full(rig, Frames.Udp(64));
                    if (round >= 0)
                    {
                        samples[i].Add(slice.SourceNs);
                        programs[i].AddRange(ProgramNs(one, rig));
                    }
                }
            }
            return new(machine, rounds, [.. cases.Where(c => c.Make() is not NoMirror).Select(c => Row(c, rigs, samples, programs))]);
        }
        finally
        {
            rigs.ForEach(r => r.Rig.Dispose());
        }
    }

    /// <summary>Mean time of our program in another slice, without what the kernel takes to measure it; nothing for other mirrors.</summary>
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

    private static FilterRow Row(Case one, List<(Case Case, int Addresses, Rig Rig)> rigs, List<List<double>> samples, List<List<double>> programs)
    {
        double Above(int addresses)
        {
            var path = samples[rigs.FindIndex(r => r.Addresses == addresses && r.Case.Copies == one.Copies && r.Rig.Mirror is NoMirror)];
            return samples[rigs.FindIndex(r => r.Addresses == addresses && r.Case == one)].Zip(path, (a, b) => a - b).Median();
        }
        double? Program(int addresses) => programs[rigs.FindIndex(r => r.Addresses == addresses && r.Case == one)] is { Count: > 0 } own ? own.Median() : null;
        return new(one.Name, one.Copies, Above(0), Above(Addresses), Program(0), Program(Addresses));
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
        yield return Ours("K8sMirror, 50,000 prefixes", false, Rules([.. Enumerable.Range(0, 5).Select(i => Prefixes(10_000, i))]));
        yield return new("K8sMirror, 50 mirrors with a filter each", false, () => new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Filters = [.. Many(50).Select(r => Rules(r))] });
        yield return new("tc u32, one rule", false, () => new TcFilters("u32", 1));
        yield return new("tc u32, 1,000 rules", false, () => new TcFilters("u32", 1000));
        if (TcFilters.IsInKernel("flower"))
        {
            yield return new("tc flower, 1,000 rules", false, () => new TcFilters("flower", 1000));
        }
        yield return new("nft, a set of 10,000 prefixes", false, () => new NftSet([.. PrefixList(10_000, 1)]));
    }

    private Case Ours(string name, bool copies, string filter) =>
        new(name, copies, () => new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Filters = [filter] });

    private static string Rules(params string[] rules) => $"{{rules: [{string.Join(", ", rules)}]}}";

    private static string One() => "{action: Accept, protocol: UDP, source: {cidrs: [192.0.2.0/24], ports: ['1000']}, destination: {cidrs: [10.0.0.2/32], ports: ['53']}}";

    private static IEnumerable<string> Many(int count) => PrefixList(count, 0).Select((prefix, i) =>
        $"{{action: Accept, protocol: UDP, source: {{cidrs: ['{prefix}'], ports: ['{2000 + i}']}}, destination: {{cidrs: [10.0.0.0/{8 + (i % 20)}], ports: ['{10 + i}']}}}}");

    private static string Prefixes(int count, int seed) => $"{{action: Accept, source: {{cidrs: [{string.Join(", ", PrefixList(count, seed).Select(p => $"'{p}'"))}]}}}}";

    /// <summary>Prefixes among the generator's addresses, of which none is in them: they have 128 or more in the last byte.</summary>
    internal static IEnumerable<string> PrefixList(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => $"11.{random.Next(256)}.{random.Next(256)}.{random.Next(2) * 64}/26").Distinct();
    }
}
