using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Plugin.Explaining;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class FilterFateTests
{
    private static readonly FilterRule Web = new()
    {
        Action = FilterAction.Accept,
        Protocol = "TCP",
        Source = new() { Cidrs = ["10.0.0.0/8"] },
        Destination = new() { Ports = ["443", "8000-8999"] },
        Bidirectional = true,
    };

    [Theory]
    [InlineData("tcp 10.0.0.7:41000 > 192.0.2.9:443", true, "rules[0]: Accept TCP from 10.0.0.0/8 to port 443,8000-8999, both ways")]
    [InlineData("tcp 192.0.2.9:8080 > 10.0.0.7:41000", true, "rules[0]")]
    [InlineData("tcp 192.0.2.9:443 > 192.0.2.8:443", false, "no rule matches; defaultAction is Reject")]
    [InlineData("udp 10.0.0.7:41000 > 192.0.2.9:443", false, "no rule matches")]
    [InlineData("tcp 10.0.0.7 > 192.0.2.9", null, "rules[0] may match before")]
    [InlineData("tcp", null, "rules[0] may match before")]
    [InlineData("arp", false, "no rule matches")]
    [InlineData("icmp 10.0.0.7 > 192.0.2.9", false, "no rule matches")]
    [InlineData("eth1", null, "rules[0] may match before")]
    public void The_rule_that_decides_is_named(string flow, bool? isAccepted, string message)
    {
        var fate = FilterFate.Of(new() { Rules = [Web] }, Flow.Parse([flow]).Flow!)!;

        Assert.Equal(isAccepted, fate.IsAccepted);
        Assert.Contains(message, fate.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp 10.0.0.7:1 > 10.0.0.8:2", null)]
    [InlineData("udp 10.0.0.7:1 > 10.0.0.8:2", false)]
    public void What_a_flow_does_not_say_is_left_open(string flow, bool? isAccepted)
    {
        var filter = new MirrorFilter { Rules = [new() { Action = FilterAction.Accept, TcpFlags = new() { Set = [TcpFlag.SYN] } }] };

        Assert.Equal(isAccepted, FilterFate.Of(filter, Flow.Parse([flow]).Flow!)!.IsAccepted);
    }

    [Theory]
    [InlineData("ARP", "arp", true)]
    [InlineData("ARP", "tcp", false)]
    [InlineData("IPv6", "tcp", null)]
    [InlineData("IPv6", "icmpv6", true)]
    [InlineData("IPv6", "icmp", false)]
    [InlineData("IPv6", "2001:db8::1 > 2001:db8::2", true)]
    [InlineData("IPv4", "2001:db8::1 > 2001:db8::2", false)]
    public void EtherTypes_follow_from_protocol_and_addresses(string etherType, string flow, bool? isAccepted) =>
        Assert.Equal(isAccepted, FilterFate.Of(new() { Rules = [new() { Action = FilterAction.Accept, EtherType = etherType }] }, Flow.Parse([flow]).Flow!)!.IsAccepted);

    [Theory]
    [InlineData("udp 192.0.2.1:1 > 198.51.100.1:2", false, "rules[0]: Reject from set backups,missing, both ways")]
    [InlineData("udp 198.51.100.1:1 > 192.0.2.1:2", false, "rules[0]")]
    [InlineData("udp 198.51.100.1:1 > 198.51.100.2:2", true, "no rule matches; defaultAction is Accept")]
    [InlineData("udp", null, "rules[0] may match before")]
    public void Sets_are_looked_into(string flow, bool? isAccepted, string message)
    {
        var fate = FilterFate.Of(Names("backups", "missing"), Flow.Parse([flow]).Flow!, Backups, new HashSet<string>())!;

        Assert.Equal(isAccepted, fate.IsAccepted);
        Assert.Contains(message, fate.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_that_is_missing_matches_nothing_and_one_that_could_not_be_read_leaves_it_open()
    {
        var flow = Flow.Parse(["udp"]).Flow!;
        Assert.Equal(true, FilterFate.Of(Names("missing"), flow, Backups, new HashSet<string>())!.IsAccepted);
        var open = FilterFate.Of(Names("missing"), flow, Backups, new HashSet<string> { "missing" })!;
        Assert.Equal((null, "rules[0].source.addressSets[0]: AddressSet missing could not be read"), (open.IsAccepted, open.Message));
    }

    private static PrefixSets Backups { get; } = new(new Dictionary<string, PrefixSet> { ["backups"] = AddressSetReader.Read(new() { Cidrs = ["192.0.2.0/28"] }) });

    private static MirrorFilter Names(params string[] sets) => new()
    {
        DefaultAction = FilterAction.Accept,
        Rules = [new() { Action = FilterAction.Reject, Source = new() { AddressSets = sets }, Bidirectional = true }],
    };

    [Fact]
    public void Rules_that_say_the_same_leave_nothing_open()
    {
        var filter = new MirrorFilter { DefaultAction = FilterAction.Accept, Rules = [new() { Action = FilterAction.Accept, Vlans = ["7"] }] };

        Assert.Equal(new(true, "rules[0] or no rule matches; defaultAction is Accept"), FilterFate.Of(filter, Flow.Parse(["tcp"]).Flow!));
    }

    [Fact]
    public void A_flow_that_the_filter_rejects_is_not_copied()
    {
        var mirror = Make.Mirror("web", "eth1", "eth2");
        mirror = mirror with { Spec = mirror.Spec with { Filter = new() { Rules = [Web] }, Sampling = new() { OneIn = 100 }, SnapLength = 128 } };
        var cluster = Make.Cluster([mirror], [Make.Node("a")], Make.Told("a", [mirror], Make.Edge("eth1", "eth2")));

        var rejected = Explainer.Explain(cluster, "a", Flow.Parse(["eth1 udp 10.0.0.7:1 > 10.0.0.8:443"]).Flow!, null);
        var accepted = Explainer.Explain(cluster, "a", Flow.Parse(["eth1 tcp 10.0.0.7:1 > 10.0.0.8:443"]).Flow!, null);

        Assert.Equal(
            (Verdict.NotCopied, "the filter rejects it: no rule matches; defaultAction is Reject"), (rejected.Copies[0].Verdict, rejected.Copies[0].Message));
        Assert.Equal(Verdict.Copied, accepted.Copies[0].Verdict);
        Assert.StartsWith("the filter accepts it: rules[0]", accepted.Copies[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("; 1 in 100 flows is copied", accepted.Copies[0].Message, StringComparison.Ordinal);
        Assert.Contains("web: filter: 1 rule, else Reject; sampling: 1 in 100 by flow; slicing: first 128 bytes", accepted.Notes);
    }
}
