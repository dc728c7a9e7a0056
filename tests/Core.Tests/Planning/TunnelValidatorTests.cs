using System.Text.RegularExpressions;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Tests.Api;

namespace K8sMirror.Core.Tests.Planning;

/// <summary>Targets that are collectors: what is accepted, what is refused, and the messages.</summary>
public sealed class TunnelValidatorTests
{
    private static readonly MirrorTarget Nic = new() { Name = "t", Interface = "eth2" };

    public static TheoryData<MirrorTarget> Good =>
    [
        Nic,
        Nic with { Weight = 1 },
        Nic with { Weight = 100, Segmentation = TargetSegmentation.Device },
        Tunnel(TunnelType.VXLAN, 0),
        Tunnel(TunnelType.VXLAN, 16777215, t => t with { Port = 1 }),
        Tunnel(TunnelType.Geneve, 5, t => t with { Port = 65535, Ttl = 1, Dscp = 63, SourceAddress = "192.0.2.1", DontFragment = false }),
        Tunnel(TunnelType.GRE, null, t => t with { Remote = "2001:db8::10", SourceAddress = "2001:DB8::0:1", Ttl = 255 }),
        Tunnel(TunnelType.GRE, 4294967295, t => t with { Remote = "169.254.1.2", SourceAddress = "" }),
        Tunnel(TunnelType.ERSPAN, 1023, t => t with { Version = 1 }),
        Tunnel(TunnelType.ERSPAN, 0, t => t with { Version = 2, Remote = "64:ff9b::192.0.2.10" }),
        Tunnel(TunnelType.VXLAN, 1, t => t with { DontFragment = true }) with { MtuPolicy = MtuPolicy.Slice, HealthCheck = new() { TcpPort = 65535 } },
        Tunnel(TunnelType.VXLAN, 1, t => t with { DontFragment = false }) with { MtuPolicy = MtuPolicy.Fragment, HealthCheck = new() { Icmp = true } },
        Tunnel(TunnelType.VXLAN, 1, t => t with { Remote = "2001:db8::10" }) with { MtuPolicy = MtuPolicy.Fragment, Segmentation = TargetSegmentation.Node },
    ];

    public static TheoryData<MirrorTarget, string> Bad => new()
    {
        { new() { Name = "t" }, "p: has none of interface, tunnel and podSelector; write one of them" },
        { Tunnel(TunnelType.VXLAN, 1) with { Interface = "eth2" }, "p: has an interface and a tunnel; write one of them" },
        { Tunnel(TunnelType.VXLAN, 1) with { Interface = "" }, "p: has an interface and a tunnel; write one of them" },
        { Tunnel(TunnelType.GRE, 1) with { PodSelector = new() }, "p: has a tunnel and a podSelector; write one of them" },
        { new() { Name = "t", Interface = "eth2", PodSelector = new() }, "p: has an interface and a podSelector; write one of them" },
        { new() { Name = "t", Interface = "eth2", NamespaceSelector = new() }, "p.namespaceSelector: is for a target with a podSelector; remove it" },
        {
            new() { Name = "t", PodSelector = new() { MatchExpressions = [new() { Key = "app", Operator = "Is" }] } },
            "p.podSelector.matchExpressions[0].operator: operator 'Is' is unknown; write In, NotIn, Exists or DoesNotExist"
        },
        {
            new() { Name = "t", PodSelector = new(), NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { ["team"] = "a b" } } },
            "p.namespaceSelector.matchLabels[team]: label value 'a b' must be at most 63 letters, digits, '-', '_' and '.', and start and end with a letter or digit"
        },
        { new() { Name = "t", PodSelector = new(), MtuPolicy = MtuPolicy.Slice }, "p.mtuPolicy: is for a target with a tunnel; remove it" },
        { Nic with { Weight = -1 }, "p.weight: is -1; write a number from 1 to 100" },
        { Nic with { Weight = 101 }, "p.weight: is 101; write a number from 1 to 100" },
        { Nic with { MtuPolicy = MtuPolicy.Slice }, "p.mtuPolicy: is for a target with a tunnel; remove it" },
        { Nic with { HealthCheck = new() { Icmp = true } }, "p.healthCheck: is for a target with a tunnel; remove it" },
        { Tunnel(TunnelType.VXLAN, 1) with { MtuPolicy = (MtuPolicy)9 }, "p.mtuPolicy: is unknown; write Drop, Slice or Fragment" },
        { Tunnel(TunnelType.VXLAN, 1) with { HealthCheck = new() }, "p.healthCheck: has no check; write tcpPort, icmp as true, or both" },
        { Tunnel(TunnelType.VXLAN, 1) with { HealthCheck = new() { TcpPort = 65536 } }, "p.healthCheck.tcpPort: is 65536; write a number from 1 to 65535" },
        { Tunnel(TunnelType.VXLAN, 1) with { HealthCheck = new() { TcpPort = -1, Icmp = true } }, "p.healthCheck.tcpPort: is -1; write a number from 1 to 65535" },
        {
            Tunnel(TunnelType.VXLAN, 1, t => t with { DontFragment = true }) with { MtuPolicy = MtuPolicy.Fragment },
            "p.mtuPolicy: is Fragment, but tunnel.dontFragment is true; remove one of the two"
        },
        { Tunnel((TunnelType)9, null), "p.tunnel.type: is unknown; write VXLAN, Geneve, GRE or ERSPAN" },
        { Tunnel(TunnelType.VXLAN, null), "p.tunnel.id: is missing; VXLAN needs one, a number from 0 to 16777215" },
        { Tunnel(TunnelType.Geneve, null), "p.tunnel.id: is missing; Geneve needs one, a number from 0 to 16777215" },
        { Tunnel(TunnelType.ERSPAN, null), "p.tunnel.id: is missing; ERSPAN needs one, a number from 0 to 1023" },
        { Tunnel(TunnelType.VXLAN, 16777216), "p.tunnel.id: is 16777216; write a number from 0 to 16777215 for VXLAN" },
        { Tunnel(TunnelType.Geneve, -1), "p.tunnel.id: is -1; write a number from 0 to 16777215 for Geneve" },
        { Tunnel(TunnelType.GRE, 4294967296), "p.tunnel.id: is 4294967296; write a number from 0 to 4294967295 for GRE" },
        { Tunnel(TunnelType.ERSPAN, 1024), "p.tunnel.id: is 1024; write a number from 0 to 1023 for ERSPAN" },
        { Tunnel(TunnelType.GRE, null, t => t with { Port = 4789 }), "p.tunnel.port: is for VXLAN and Geneve; GRE has no ports, remove it" },
        { Tunnel(TunnelType.ERSPAN, 1, t => t with { Port = 1 }), "p.tunnel.port: is for VXLAN and Geneve; ERSPAN has no ports, remove it" },
        { Tunnel(TunnelType.VXLAN, 1, t => t with { Port = 65536 }), "p.tunnel.port: is 65536; write a number from 1 to 65535" },
        { Tunnel(TunnelType.GRE, 1, t => t with { Version = 1 }), "p.tunnel.version: is for ERSPAN; GRE has none to choose from, remove it" },
        { Tunnel(TunnelType.ERSPAN, 1, t => t with { Version = 3 }), "p.tunnel.version: is 3; write 1 for ERSPAN type II, or 2 for type III" },
        { Tunnel(TunnelType.VXLAN, 1, t => t with { Ttl = 256 }), "p.tunnel.ttl: is 256; write a number from 1 to 255" },
        { Tunnel(TunnelType.VXLAN, 1, t => t with { Ttl = -1 }), "p.tunnel.ttl: is -1; write a number from 1 to 255" },
        { Tunnel(TunnelType.VXLAN, 1, t => t with { Dscp = 64 }), "p.tunnel.dscp: is 64; write a number from 0 to 63" },
        {
            Tunnel(TunnelType.VXLAN, 1, t => t with { SourceAddress = "2001:db8::1" }),
            "p.tunnel.sourceAddress: '2001:db8::1' is an IPv6 address, but remote is an IPv4 one; write one of the same family"
        },
        {
            Tunnel(TunnelType.VXLAN, 1, t => t with { Remote = "2001:db8::1", SourceAddress = "192.0.2.1" }),
            "p.tunnel.sourceAddress: '192.0.2.1' is an IPv4 address, but remote is an IPv6 one; write one of the same family"
        },
        {
            Tunnel(TunnelType.VXLAN, 1, t => t with { SourceAddress = "127.0.0.1" }),
            "p.tunnel.sourceAddress: '127.0.0.1' is a loopback address; a collector is another host"
        },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void What_can_work_is_taken(MirrorTarget target) => Assert.Empty(TunnelValidator.Validate(target, "p"));

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_is_refused_at_its_field(MirrorTarget target, string message)
    {
        var finding = Assert.Single(TunnelValidator.Validate(target, "p"));
        Assert.Equal((Reasons.Invalid, true, message), (finding.Reason, finding.IsRefusal, finding.ToString()));
    }

    [Theory]
    [InlineData("", "is empty; write an IP address")]
    [InlineData("collector.example", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("192.0.2", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("192.0.2.010", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("0xc0.0.2.1", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("192.0.2.10/32", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("192.0.2.10:4789", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("[2001:db8::10]", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData(" 192.0.2.10", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("0", "is no IP address; write one like 192.0.2.10 or 2001:db8::10")]
    [InlineData("fe80::1%eth0", "has a zone; write an address that is routed")]
    [InlineData("fe80::1", "is a link-local address, which needs a zone; write an address that is routed")]
    [InlineData("224.0.0.1", "is a multicast address; write that of one host")]
    [InlineData("239.255.255.255", "is a multicast address; write that of one host")]
    [InlineData("ff02::1", "is a multicast address; write that of one host")]
    [InlineData("127.0.0.1", "is a loopback address; a collector is another host")]
    [InlineData("127.9.9.9", "is a loopback address; a collector is another host")]
    [InlineData("::1", "is a loopback address; a collector is another host")]
    [InlineData("0.0.0.0", "is no host's address; write that of the host")]
    [InlineData("0.1.2.3", "is no host's address; write that of the host")]
    [InlineData("255.255.255.255", "is no host's address; write that of the host")]
    [InlineData("::", "is no host's address; write that of the host")]
    [InlineData("::ffff:192.0.2.10", "is an IPv4 address in IPv6's form; write 192.0.2.10")]
    public void A_collector_is_one_host(string remote, string why)
    {
        var target = Tunnel(TunnelType.VXLAN, 1, t => t with { Remote = remote });
        Assert.Equal($"p.tunnel.remote: '{remote}' {why}", Assert.Single(TunnelValidator.Validate(target, "p")).ToString());
        var source = Tunnel(TunnelType.VXLAN, 1, t => t with { SourceAddress = remote });
        Assert.Equal(remote.Length == 0 ? [] : [$"p.tunnel.sourceAddress: '{remote}' {why}"], TunnelValidator.Validate(source, "p").Select(f => f.ToString()));
    }

    [Fact]
    public void A_mirror_names_a_collector_once_however_it_is_written()
    {
        var collector = Tunnel(TunnelType.VXLAN, 1, t => t with { Remote = "2001:db8::10" });
        MirrorTarget[] others =
        [
            collector with { Tunnel = collector.Tunnel! with { Remote = "2001:DB8:0:0::10", Port = 4789, Ttl = 5 } },
            collector with { Tunnel = collector.Tunnel! with { Id = 2 } },
            collector with { Tunnel = collector.Tunnel! with { Type = TunnelType.Geneve } },
            collector with { Tunnel = collector.Tunnel! with { Port = 4790 } },
        ];

        var findings = MirrorValidator.Validate(Mirror([collector, .. others]));

        Assert.Equal(
            "spec.targets[1].tunnel: 'vxlan:1@[2001:db8::10]' is spec.targets[0] already; a target gets one copy, so remove one of the two", Assert.Single(findings).ToString());
    }

    [Fact]
    public void A_finding_of_a_mirror_has_the_path_of_its_target() => Assert.Equal(
        ["spec.targets[0]: has none of interface, tunnel and podSelector; write one of them", "spec.targets[1].tunnel.id: is missing; VXLAN needs one, a number from 0 to 16777215"],
        MirrorValidator.Validate(Mirror([new(), Tunnel(TunnelType.VXLAN, null)])).Select(f => f.ToString()));

    [Fact]
    public void An_unknown_distribution_is_found() => Assert.Equal(
        "s.distribution: is unknown; write Replicate or FlowHash",
        Assert.Single(ShapeValidator.Validate(new TrafficMirrorSpec { Distribution = (MirrorDistribution)9 }, "s")).ToString());

    [Fact]
    public void A_manifest_that_was_written_says_the_same_when_it_is_read()
    {
        var mirror = Mirror([.. Good.Select(row => row.Data).DistinctBy(t => t.Id)], MirrorDistribution.FlowHash);

        var text = ManifestWriter.Write([mirror]);
        var read = Assert.Single(ManifestReader.Read("m.yaml", text).Mirrors).Mirror;

        Assert.Equal(mirror.Spec.Targets, read.Spec.Targets);
        Assert.Equal(MirrorDistribution.FlowHash, read.Spec.Distribution);
        Assert.Equal(text, ManifestWriter.Write([read]));
    }

    [Fact]
    public void Fields_are_written_in_the_order_in_which_they_are_explained()
    {
        var target = Tunnel(TunnelType.ERSPAN, 7, t => t with { SourceAddress = "192.0.2.1", Ttl = 9, Dscp = 8, DontFragment = false, Version = 2 }) with
        {
            Weight = 2,
            MtuPolicy = MtuPolicy.Fragment,
            HealthCheck = new() { TcpPort = 443, Icmp = true },
            Deduplicate = new() { Window = "10ms" },
        };
        Assert.EndsWith(
            """
              targets:
              - name: t
                tunnel:
                  type: ERSPAN
                  remote: "192.0.2.10"
                  id: 7
                  sourceAddress: "192.0.2.1"
                  ttl: 9
                  dscp: 8
                  dontFragment: false
                  version: 2
                weight: 2
                mtuPolicy: Fragment
                healthCheck:
                  tcpPort: 443
                  icmp: true
                deduplicate:
                  window: "10ms"
              distribution: FlowHash

            """.ReplaceLineEndings("\n"),
            ManifestWriter.Write(Mirror([target], MirrorDistribution.FlowHash)), StringComparison.Ordinal);
    }

    /// <summary>The server checks only the characters of an address; it never refuses one that the operator accepts.</summary>
    [Fact]
    public void The_schema_takes_every_good_target()
    {
        var tunnel = Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["targets"]!["items"]!["properties"]!["tunnel"]!["properties"]!;
        foreach (var target in Good.Select(row => row.Data.Tunnel).OfType<TargetTunnel>())
        {
            Assert.Matches((string)tunnel["remote"]!["pattern"]!, target.Remote);
            Assert.Matches((string)tunnel["sourceAddress"]!["pattern"]!, target.SourceAddress ?? "");
        }
        Assert.DoesNotMatch(new Regex((string)tunnel["remote"]!["pattern"]!), "collector.example");
    }

    private static MirrorTarget Tunnel(TunnelType type, long? id, Func<TargetTunnel, TargetTunnel>? change = null)
    {
        var tunnel = new TargetTunnel { Type = type, Remote = "192.0.2.10", Id = id };
        return new() { Name = "t", Tunnel = change is null ? tunnel : change(tunnel) };
    }

    private static TrafficMirror Mirror(IReadOnlyList<MirrorTarget> targets, MirrorDistribution distribution = MirrorDistribution.Replicate) => Make.Mirror("m", "eth1", "eth2").With(
        s => s with { Targets = targets.Count == 1 ? targets : [.. targets.Select((t, at) => t with { Name = $"t{at}" })], Distribution = distribution });
}
