using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Core.Tests.Filtering;

public sealed class AddressSetTests
{
    private static readonly PrefixSets Sets = new(new Dictionary<string, PrefixSet>
    {
        ["tens"] = Set("10.0.0.0/8", "2001:db8::/32"),
        ["one"] = Set("192.0.2.1"),
        ["six"] = Set("2001:db8:6::/48"),
        ["empty"] = Set(),
        ["bad"] = Set("10.0.0.0/8", "10.1.2.3/16"),
    });

    [Fact]
    public void A_set_has_what_is_written_and_a_bare_address_is_a_prefix()
    {
        var set = Set("10.0.0.0/8", "192.0.2.1", "2001:db8::1");
        Assert.Empty(set.Findings);
        Assert.Equal(["10.0.0.0/8", "192.0.2.1/32", "2001:db8::1/128"], set.Prefixes.Select(p => p.ToString()));
        Assert.Null(Set().Problem);
    }

    [Fact]
    public void A_set_with_a_mistake_is_no_set_and_the_entry_is_named()
    {
        var set = Set("10.0.0.0/8", "10.1.2.3/16", "junk");
        Assert.Empty(set.Prefixes);
        Assert.Equal(
            ["spec.cidrs[1]: '10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16", "spec.cidrs[2]: 'junk' is no IP prefix; write one like 10.0.0.0/8 or 2001:db8::/32"],
            set.Findings.Select(f => f.ToString()));
        Assert.Equal(AddressSetReader.MostFindings + 1, Set([.. Enumerable.Repeat("x", 1000)]).Findings.Count);
        Assert.EndsWith("and 999 more", Set([.. Enumerable.Repeat("x", 1000)]).Problem!, StringComparison.Ordinal);
        Assert.Contains("is missing", AddressSetReader.Read(new()).Problem!, StringComparison.Ordinal);
        Assert.NotNull(AddressSetReader.Read(new() { Cidrs = [null!] }).Problem);
    }

    [Fact]
    public void A_set_has_fifty_thousand_entries_at_most()
    {
        string[] addresses = [.. Enumerable.Range(0, DatapathLimits.PrefixesPerSet + 1).Select(i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")];
        Assert.Equal(DatapathLimits.PrefixesPerSet, Set(addresses[1..]).Prefixes.Count);
        var finding = Assert.Single(Set(addresses).Findings);
        Assert.Equal((Reasons.LimitExceeded, "spec.cidrs"), (finding.Reason, finding.FieldPath));
    }

    [Fact]
    public void Sets_and_cidrs_are_one_list()
    {
        var end = Read(new FilterRule { Source = new() { AddressSets = ["one", "missing", "six"], Cidrs = ["198.51.100.0/24"] } }).Rules[0].Source;
        Assert.Equal(["198.51.100.0/24", "192.0.2.1/32", "2001:db8:6::/48"], end.Prefixes!.Select(p => p.ToString()));
        Assert.Null(Read(new FilterRule { Source = new() { Ports = ["1"] } }).Rules[0].Source.Prefixes);
        Assert.Empty(Read(new FilterRule { Source = new() { AddressSets = ["missing", "empty"] } }).Rules[0].Source.Prefixes!);
    }

    [Fact]
    public void An_invalid_set_is_a_finding_and_a_missing_one_is_none()
    {
        FilterReader.Read(new() { Rules = [new() { Action = FilterAction.Accept, Source = new() { AddressSets = ["missing", "bad"] } }] }, "spec.filter", Sets, out var findings);
        Assert.Equal(
            (Reasons.AddressSetInvalid, "spec.filter.rules[0].source.addressSets[1]: AddressSet 'bad': spec.cidrs[1]: '10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16"),
            (Assert.Single(findings).Reason, findings[0].ToString()));
        var filter = new MirrorFilter { Rules = [new(), new() { Destination = new() { AddressSets = ["one", "missing"] }, Source = new() { AddressSets = ["bad"] } }] };
        Assert.Equal(
            [
                (Reasons.AddressSetInvalid, "spec.filter.rules[1].source.addressSets[0]", false),
                (Reasons.AddressSetNotFound, "spec.filter.rules[1].destination.addressSets[1]", false),
            ],
            SetReference.Unresolved(filter, "spec.filter", Sets).Select(f => (f.Reason, f.FieldPath, f.IsRefusal)));
        Assert.Empty(SetReference.Unresolved(null, "spec.filter", Sets));
    }

    [Fact]
    public void Names_are_checked_and_prefixes_are_bounded()
    {
        FilterReader.Read(new() { Rules = [new() { Source = new() { AddressSets = ["Backup"] } }, new() { Source = new() { AddressSets = [] } }] }, "f", Sets, out var findings);
        Assert.Equal(["f.rules[0].source.addressSets[0]", "f.rules[1].source.addressSets"], findings.Select(f => f.FieldPath));
        FilterReader.Read(
            new() { Rules = [new() { Source = new() { AddressSets = [.. Enumerable.Repeat("one", DatapathLimits.SetsPerList + 1)] } }] }, "f", Sets, out findings);
        Assert.Equal(Reasons.LimitExceeded, Assert.Single(findings).Reason);

        var large = new PrefixSets(new Dictionary<string, PrefixSet> { ["large"] = Set([.. Enumerable.Range(0, 50_000).Select(i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")]) });
        FilterRule rule = new() { Source = new() { AddressSets = ["large"] } };
        var read = FilterReader.Read(new() { Rules = [.. Enumerable.Repeat(rule, 10)] }, "f", large, out findings);
        Assert.Empty(findings);
        Assert.All(read.Rules, r => Assert.Same(large.Find("large")!.Prefixes, r.Source.Prefixes));
        FilterReader.Read(new() { Rules = [.. Enumerable.Repeat(rule, 1024)] }, "f", large, out findings);
        Assert.Equal((Reasons.LimitExceeded, "f.rules[10].source"), (Assert.Single(findings).Reason, findings[0].FieldPath));
    }

    [Theory]
    [InlineData(FilterAction.Accept)]
    [InlineData(FilterAction.Reject)]
    public void What_names_only_sets_without_an_address_matches_nothing(FilterAction action)
    {
        byte[][] frames =
        [
            new PacketBuilder().IPv4("10.0.0.1", "10.0.0.2").Udp().Build(), new PacketBuilder().IPv6().Tcp(1, 2).Build(), new PacketBuilder().Arp().Build(),
            new PacketBuilder().IPv4("0.0.0.0", "255.255.255.255").Udp().Build(),
        ];
        foreach (var names in (string[][])[["missing"], ["empty"], ["missing", "empty"]])
        {
            foreach (var both in (bool[])[false, true])
            {
                var nothing = new FilterEndpoint { AddressSets = names };
                FilterRule[] rules =
                [
                    new() { Action = action, Bidirectional = both, Source = nothing },
                    new() { Action = action, Bidirectional = both, Destination = nothing },
                    new() { Action = action, Bidirectional = both, Source = nothing, Destination = new() { AddressSets = ["tens"] } },
                    new() { Action = action, Bidirectional = both, Source = nothing with { Ports = ["0-65535"] } },
                ];
                Assert.All(rules, rule => Assert.All(frames, frame => Assert.Equal(-1, FilterReference.FirstMatch(Read(rule), frame))));
            }
        }
    }

    /// <summary>Sets compared with their prefixes in the rules; a rule that would have no address is left out.</summary>
    [Fact]
    public void A_filter_with_sets_is_the_filter_with_what_is_in_them()
    {
        var random = new Random(1);
        string[] names = ["tens", "one", "six", "empty", "missing"];
        string[] addresses4 = ["10.0.0.1", "10.255.255.255", "11.0.0.0", "192.0.2.1", "192.0.2.2", "198.51.100.7"];
        string[] addresses6 = ["2001:db8::1", "2001:db8:6::9", "2001:db9::", "fe80::1"];
        var matched = 0;
        for (var n = 0; n < 3000; n++)
        {
            FilterRule[] rules = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new FilterRule
            {
                Action = (FilterAction)random.Next(2), Bidirectional = random.Next(2) == 0, EtherType = random.Next(6) == 0 ? "IPv6" : null,
                Source = End(), Destination = random.Next(2) == 0 ? End() : null,
            })];
            var defaultAction = (FilterAction)random.Next(2);
            var named = FilterReader.Read(new() { DefaultAction = defaultAction, Rules = rules }, "f", Sets, out var findings);
            Assert.Empty(findings);
            var written = FilterReader.Read(new() { DefaultAction = defaultAction, Rules = [.. rules.Select(Write).OfType<FilterRule>()] }, "f", out findings);
            Assert.Empty(findings);
            for (var i = 0; i < 10; i++)
            {
                var frame = random.Next(3) == 0 ? new PacketBuilder().IPv6(Pick(addresses6), Pick(addresses6)).Udp().Build()
                    : random.Next(20) == 0 ? new PacketBuilder().Arp().Build()
                    : new PacketBuilder().IPv4(Pick(addresses4), Pick(addresses4)).Udp().Build();
                Assert.Equal(FilterReference.Accepts(written, frame), FilterReference.Accepts(named, frame));
                matched += FilterReference.FirstMatch(named, frame) >= 0 ? 1 : 0;
            }
        }
        Assert.InRange(matched, 5000, 25_000);

        FilterEndpoint End() => new()
        {
            AddressSets = [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Pick(names))],
            Cidrs = random.Next(3) == 0 ? [Pick(["198.51.100.0/24", "::/0", "192.0.2.2"])] : null,
        };

        string Pick(string[] from) => from[random.Next(from.Length)];

        static FilterRule? Write(FilterRule rule)
        {
            var (source, destination) = (Expand(rule.Source), Expand(rule.Destination));
            return source?.Cidrs is { Count: 0 } || destination?.Cidrs is { Count: 0 } ? null : rule with { Source = source, Destination = destination };
        }

        static FilterEndpoint? Expand(FilterEndpoint? end) => end is null ? null : new()
        {
            Cidrs = [.. end.Cidrs ?? [], .. end.AddressSets!.SelectMany(n => Sets.Find(n)?.Prefixes ?? []).Select(p => p.ToString())],
        };
    }

    [Fact]
    public void Prefixes_are_counted_for_each_direction_and_none_needs_no_table_of_IPv6()
    {
        var filter = Read(new FilterRule { Bidirectional = true, Source = new() { AddressSets = ["tens"] }, Destination = new() { AddressSets = ["one"] } });
        Assert.Equal(6, FilterCompiler.PrefixesOf(filter));
        var tables = FilterCompiler.Compile([new(Read(new FilterRule { Source = new() { AddressSets = ["missing"] } }), new(), 1)]);
        Assert.Equal(FilterUses.Addresses | FilterUses.Rules, tables.Uses);
        Assert.NotEqual(
            FilterCompiler.Compile([new(Read(new FilterRule { Source = new() { AddressSets = ["one"] } }), new(), 1)]).Fingerprint(), tables.Fingerprint());
    }

    private static PrefixSet Set(params string[] cidrs) => AddressSetReader.Read(new() { Cidrs = cidrs });

    private static PacketFilter Read(params FilterRule[] rules)
    {
        var filter = FilterReader.Read(new() { Rules = rules }, "f", Sets, out var findings);
        Assert.Empty(findings);
        return filter;
    }
}
