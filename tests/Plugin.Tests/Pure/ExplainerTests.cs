using K8sMirror.Core.Api;
using K8sMirror.Plugin.Explaining;
using K8sMirror.Plugin.Rates;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class ExplainerTests
{
    [Fact]
    public void Every_mirror_of_the_NIC_has_its_verdict_and_its_reason()
    {
        TrafficMirror[] mirrors =
        [
            Make.Mirror("copied", "eth1", "eth2"),
            Make.Mirror("down", "eth1", "eth3"),
            Make.Mirror("missing", "eth1", "eth4"),
            Make.Mirror("paused", "eth1", "eth5", paused: true),
            Make.Mirror("elsewhere", "eth1", "eth6", selector: Make.Label("zone", "edge")),
            Make.Mirror("other-nic", "eth9", "eth2"),
            Make.Mirror("other-way", "eth1", "eth8", MirrorDirection.Egress),
            Make.Mirror("untold", "eth1", "eth10"),
            Make.Mirror("itself", "eth1", "eth1"),
        ];
        var told = Make.Told("a", [mirrors[0], mirrors[1], mirrors[2]],
            Make.Edge("eth1", "eth2") with { Segmentation = "Device" }, Make.Edge("eth1", "eth3", Reasons.TargetDown, "eth3 is down"),
            Make.Edge("eth1", "eth4", Reasons.InterfaceNotFound, "waits for eth4"));
        var counters = new Dictionary<EdgeName, EdgeTotals>
        {
            [new("a", "copied", "eth1", "ingress", "eth2")] = new() { Mirrored = 1234, Dropped = { ["budget"] = 5, ["loop"] = 0 } },
        };

        var explanation = Explainer.Explain(
            Make.Cluster(mirrors, [Make.Node("a", ("zone", "core"))], told), "a", Flow.Parse(["eth1:ingress"]).Flow!, counters);

        Assert.Equal(
            [
                "copied Copied Programmed ", "down Lost TargetDown eth3 is down",
                "elsewhere NotCopied NoNodes the node selector does not match: zone=edge is asked for, the node has zone=core",
                "missing NotCopied InterfaceNotFound waits for eth4", "paused NotCopied Paused spec.paused is true",
                "untold NotCopied Pending the operator has not written the node's spec yet; is it running?",
            ],
            explanation.Copies.Select(c => $"{c.Mirror} {c.Verdict} {c.Reason} {c.Message}"));
        var copied = explanation.Copies.Single(c => c.Mirror == "copied");
        Assert.Equal(1234, copied.Mirrored);
        Assert.Equal("Device", copied.Segmentation);
        Assert.All(explanation.Copies.Where(c => c != copied), c => Assert.Null(c.Segmentation));
        Assert.Equal(5, Assert.Single(copied.Dropped!).Value);
        Assert.Contains("copied", ExplanationText.Render(explanation), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_NIC_all_places_are_listed_and_it_is_said_that_addresses_change_nothing()
    {
        var (one, all) = (Make.Mirror("one", "eth1", "eth9"), Make.Mirror("all", "ens*", "ens9", MirrorDirection.Both));
        var told = Make.Told("a", [one, all],
            Make.Edge("eth1", "eth9"), Make.Edge("ens3", "ens9"), Make.Edge("ens3", "ens9", direction: EdgeDirection.Egress));

        var explanation = Explainer.Explain(
            Make.Cluster([one, all], [Make.Node("a")], told), "a", Flow.Parse(["tcp 10.0.0.7:41000 -> 10.0.0.9:443"]).Flow!, null);

        Assert.Equal(
            ["all ens3 Ingress Copied", "all ens3 Egress Copied", "one eth1 Ingress Copied"],
            explanation.Copies.Select(c => $"{c.Mirror} {c.Source} {c.Direction} {c.Verdict}"));
        Assert.Contains(explanation.Notes, n => n.StartsWith("no mirror has a filter", StringComparison.Ordinal));
    }

    [Fact]
    public void Copies_that_the_node_sheds_are_said_to_be_shed()
    {
        var mirror = Make.Mirror("m", "eth1", "eth2");
        var told = Make.Told("a", [mirror], Make.Edge("eth1", "eth2") with { Shedding = true });

        var copy = Assert.Single(Explainer.Explain(Make.Cluster([mirror], [Make.Node("a")], told), "a", Flow.Parse(["eth1"]).Flow!, null).Copies);

        Assert.Equal((Verdict.Copied, Reasons.Shedding), (copy.Verdict, copy.Reason));
        Assert.Contains("CPU time", copy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_FlowHash_one_of_the_targets_gets_the_flow()
    {
        var plain = Make.Mirror("m", "eth1", "eth2");
        MirrorTarget collector = new() { Name = "collector", Tunnel = new() { Type = TunnelType.VXLAN, Remote = "192.0.2.10", Id = 42 } };
        var mirror = plain with { Spec = plain.Spec with { Targets = [.. plain.Spec.Targets, collector], Distribution = MirrorDistribution.FlowHash } };
        var told = Make.Told("a", [mirror], Make.Edge("eth1", "eth2"), Make.Edge("eth1", "vxlan:42@192.0.2.10"));

        var explanation = Explainer.Explain(Make.Cluster([mirror], [Make.Node("a")], told), "a", Flow.Parse(["eth1"]).Flow!, null);

        Assert.Equal(
            ["eth2 Copied", "vxlan:42@192.0.2.10 Copied"], explanation.Copies.Select(c => $"{c.Target} {c.Verdict}"));
        Assert.All(explanation.Copies, c => Assert.StartsWith("FlowHash gives each conversation to one of the targets; ", c.Message, StringComparison.Ordinal));
        Assert.Contains("m: distribution: FlowHash, each conversation to one target", explanation.Notes);
    }

    [Fact]
    public void A_report_on_an_older_spec_is_no_answer()
    {
        var mirror = Make.Mirror("m", "eth1", "eth2");
        var told = Make.Told("a", [mirror], Make.Edge("eth1", "eth2"));

        var explanation = Explainer.Explain(
            Make.Cluster([mirror], [Make.Node("a")], told with { Metadata = told.Metadata with { Generation = 4 } }), "a", Flow.Parse(["eth1"]).Flow!, null);

        Assert.Equal(Verdict.NotCopied, Assert.Single(explanation.Copies).Verdict);
    }

    [Theory]
    [InlineData("eth1", "eth1", null, null, null, null)]
    [InlineData("eth1:egress", "eth1", EdgeDirection.Egress, null, null, null)]
    [InlineData("in eth1", "eth1", EdgeDirection.Ingress, null, null, null)]
    [InlineData("eth1.100 udp 10.0.0.1 > 10.0.0.2:53", "eth1.100", null, "udp", "10.0.0.1", "10.0.0.2:53")]
    [InlineData("TCP [2001:db8::1]:80 -> 2001:db8::2", null, null, "tcp", "[2001:db8::1]:80", "2001:db8::2")]
    [InlineData("udp from fe80::1%eth0 to [ff02::fb]:5353 eth1", "eth1", null, "udp", "fe80::1%eth0", "[ff02::fb]:5353")]
    [InlineData("tcp 10.0.0.1 => 10.0.0.2", null, null, "tcp", "10.0.0.1", "10.0.0.2")]
    [InlineData("1.2.3.4 → 1:2:3:4:5:6:7:8", null, null, null, "1.2.3.4", "1:2:3:4:5:6:7:8")]
    public void Flows_are_read(string text, string? nic, EdgeDirection? direction, string? protocol, string? from, string? to) =>
        Assert.Equal(new Flow(nic, direction, protocol, from, to), Flow.Parse([text]).Flow);

    [Theory]
    [InlineData("ingress", "a direction needs an interface")]
    [InlineData("eth1 eth2", "'eth2' is neither")]
    [InlineData("eth1:ingress egress", "a second direction")]
    [InlineData("tcp udp", "a second protocol")]
    [InlineData("k8sm-in", "is reserved: K8sMirror uses this NIC")]
    [InlineData("interface-name-too-long", "interface-name-too-long")]
    [InlineData("eth1 vlan 100", "by its device, such as eth1.100")]
    [InlineData("vlan 100 tcp 10.0.0.1 10.0.0.2", "by its device, such as eth1.100")]
    [InlineData("tcp 10.0.0.1:99999 10.0.0.2", "'10.0.0.1:99999' is not an address")]
    [InlineData("10.0.0.0/8", "'10.0.0.0/8' is not an address")]
    [InlineData("10.0.0.1 10.0.0.2 10.0.0.3", "a third address")]
    public void What_is_no_flow_is_refused_in_words(string text, string expected) =>
        Assert.Contains(expected, Flow.Parse([text]).Problem, StringComparison.Ordinal);
}
