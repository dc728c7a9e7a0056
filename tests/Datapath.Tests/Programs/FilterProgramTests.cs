using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>Filters with BPF_PROG_TEST_RUN: rules in, verdict out.</summary>
public sealed class FilterProgramTests
{
    [KernelFact]
    public void A_rule_selects_what_it_says()
    {
        using var programs = new FilteredPrograms();
        programs.Use(Read(new FilterRule
        {
            Action = FilterAction.Accept,
            Protocol = "TCP",
            Bidirectional = true,
            Source = new() { Cidrs = ["192.0.2.0/24"] },
            Destination = new() { Ports = ["443", "8000-8999"] },
        }));
        Assert.True(programs.Selects(new PacketBuilder().IPv4().Tcp(1000, 443).Build()));
        Assert.True(programs.Selects(new PacketBuilder().IPv4().Tcp(8500, 77).Build()));
        Assert.False(programs.Selects(new PacketBuilder().IPv4().Tcp(7999, 77).Build()));
        Assert.False(programs.Selects(new PacketBuilder().IPv4().Udp(1000, 443).Build()));
        Assert.False(programs.Selects(new PacketBuilder().IPv4(from: "192.0.3.1", to: "192.0.3.2").Tcp(1000, 443).Build()));
        Assert.False(programs.Selects(new PacketBuilder().Arp().Build()));
        Assert.False(programs.Selects(new PacketBuilder().IPv6().Tcp(1000, 443).Build()));
    }

    /// <summary>The kernel compared with the documentation, on packets at the boundaries of the rules.</summary>
    [KernelFact]
    public void The_verdict_is_that_of_the_reference()
    {
        // Set other seeds by hand: K8SMIRROR_TEST_FILTERS=300-1299.
        var wanted = (Environment.GetEnvironmentVariable("K8SMIRROR_TEST_FILTERS") ?? "0-299").Split('-').Select(int.Parse).ToArray();
        var (accepted, all) = (0, 0);
        // The kernel remembers a limited number of fragments, the reference all.
        foreach (var seeds in Enumerable.Range(wanted[0], wanted[1] - wanted[0] + 1).Chunk(300))
        {
            var (a, b) = CompareWithReference(seeds, (_, filter) => filter);
            (accepted, all) = (accepted + a, all + b);
        }
        // A test with only one verdict would test nothing.
        Assert.InRange(accepted, all / 5, 4 * all / 5);
    }

    [KernelFact]
    public void A_filter_for_some_hosts_accepts_no_packet_of_others()
    {
        var (accepted, all) = CompareWithReference(Enumerable.Range(5000, 200), (random, filter) => random.Narrowed(filter));
        Assert.InRange(accepted, all / 10, 9 * all / 10);
    }

    private static (int Accepted, int All) CompareWithReference(IEnumerable<int> seeds, Func<RandomFilters, PacketFilter, PacketFilter> change)
    {
        using var programs = new FilteredPrograms();
        var memory = new FragmentMemory();
        var (accepted, all) = (0, 0);
        foreach (var seed in seeds)
        {
            var random = new RandomFilters(seed);
            var filter = change(random, random.Filter(seed % 20 == 0 ? 300 : 12));
            programs.Use(filter);
            for (var i = 0; i < 100; i++)
            {
                var frame = random.Frame(filter);
                var expected = FilterReference.Accepts(filter, frame, memory: memory);
                all++;
                accepted += expected ? 1 : 0;
                Assert.True(expected == programs.Selects(frame), $"seed {seed}, frame {i}: {Convert.ToHexString(frame)}, rule {FilterReference.FirstMatch(filter, frame, memory: memory)} accepts: {expected}\n{Show(filter)}");
            }
        }
        return (accepted, all);
    }

    /// <summary>Several mirrors at one hook: each edge gets the first clause that accepts.</summary>
    [KernelFact]
    public void Each_edge_gets_what_one_of_its_mirrors_accepts()
    {
        var memory = new FragmentMemory();
        using var programs = new FilteredPrograms();
        for (var seed = 1000; seed < 1100; seed++)
        {
            var random = new RandomFilters(seed);
            var choice = new Random(seed);
            var clauses = Enumerable.Range(0, 2 + choice.Next(seed % 10 == 0 ? 60 : 6))
                .Select(i => new FilterClause(i % 7 == 6 ? null : random.Filter(8), new(), 1 + (ulong)choice.Next((1 << FilteredPrograms.Edges) - 1)))
                .ToList();
            var edges = clauses.Aggregate(0UL, (all, c) => all | c.Edges);
            programs.Use(clauses);
            for (var i = 0; i < 40; i++)
            {
                var frame = random.Frame(clauses.First(c => c.Filter is not null && (c.Edges >> (i % FilteredPrograms.Edges) & 1 | (c == clauses[0] ? 1UL : 0)) != 0).Filter!);
                var expected = clauses.Aggregate(0UL, (all, c) => c.Filter is null || FilterReference.Accepts(c.Filter, frame, memory: memory) ? all | c.Edges : all);
                Assert.True(expected == programs.SelectedFor(frame, edges), $"seed {seed}, frame {i}: {Convert.ToHexString(frame)}, expected {expected:b}");
            }
        }
    }

    private static string Show(PacketFilter filter) => string.Join('\n', filter.Rules.Select((r, i) =>
        $"{i}: {r.Action} type {r.EtherType:x} proto {r.Protocol} vlans {string.Join(',', r.Vlans)} flags {r.FlagsSet:x}/{r.FlagsUnset:x} icmp {string.Join(',', r.IcmpTypes)}/{string.Join(',', r.IcmpCodes)} "
        + $"both {r.Bidirectional} from {Show(r.Source)} to {Show(r.Destination)}"));

    private static string Show(PacketEnd end) => $"[{(end.Prefixes is null ? "any" : string.Join(' ', end.Prefixes))}; {string.Join(' ', end.Ports.Select(p => $"{p.First}-{p.Last}"))}; {string.Join(' ', end.Macs.Select(m => $"{m:x}"))}]";

    private static PacketFilter Read(params FilterRule[] rules)
    {
        var filter = FilterReader.Read(new() { Rules = rules }, "filter", out var findings);
        Assert.Empty(findings);
        return filter;
    }
}
