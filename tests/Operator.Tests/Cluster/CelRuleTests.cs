using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sMirror.Testing.ControlPlane;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Each CEL rule of the CRDs, broken once, on a server that enforces them; otherwise the operator enforces them.</summary>
public sealed partial class CelRuleTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Crds = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Reserved = "K8sMirror uses this NIC itself";
    private const string Refused = "the kernel refuses this name";
    private const string Values = "In and NotIn need at least one value; Exists and DoesNotExist take none";
    private const string OnlyForPods = "namespaceSelector, podInterface and fallbackInterface are for a source with a podSelector; remove them";
    private const string Hidden = @"has a character that is not visible; write its bytes as in \x1b";
    private const string Length = "a NIC's name has at most 15 bytes";
    private const string Characters = "no NIC's name has white space, '/', ':' or '%'";

    /// <summary>Field that the server names, its message, and a spec that breaks only that rule.</summary>
    public static TheoryData<string, string, string> Broken => new()
    {
        { "spec", "a NIC is both source and target of this mirror; a NIC cannot be copied to itself", Spec("eth1", "eth1") },
        { "spec", "a NIC is both source and target of this mirror; a NIC cannot be copied to itself", Source("\"podSelector\":{},\"fallbackInterface\":\"eth2\"") },
        {
            "spec", "two targets have the same interface; a target gets one copy, so remove one of the two",
            """{"sources":[{"interface":"eth1"}],"targets":[{"name":"a","interface":"eth2"},{"name":"b","interface":"eth2"}]}"""
        },
        {
            "spec", "two targets are the same collector; a target gets one copy, so remove one of the two",
            Targets("""{"name":"a","tunnel":{"type":"VXLAN","remote":"192.0.2.10","id":42}},{"name":"b","tunnel":{"type":"VXLAN","remote":"192.0.2.10","id":42,"port":4789,"ttl":9}}""")
        },
        {
            "spec", "two targets are the same collector; a target gets one copy, so remove one of the two",
            Targets("""{"name":"a","tunnel":{"type":"GRE","remote":"2001:db8::10"}},{"name":"b","tunnel":{"type":"GRE","remote":"2001:db8::10"}}""")
        },
        { "spec.targets[0]", "write one of interface, tunnel and podSelector", Targets("""{"name":"a"}""") },
        { "spec.targets[0]", "write one of interface, tunnel and podSelector", Tunnel("\"type\":\"GRE\"", ",\"interface\":\"eth2\"") },
        { "spec.targets[0]", "write one of interface, tunnel and podSelector", Targets("""{"name":"a","interface":"eth2","podSelector":{}}""") },
        { "spec.targets[0]", "namespaceSelector is for a target with a podSelector; remove it", Targets("""{"name":"a","interface":"eth2","namespaceSelector":{}}""") },
        { "spec.targets[0].podSelector.matchExpressions[0]", Values, Targets("""{"name":"a","podSelector":{"matchExpressions":[{"key":"app","operator":"In"}]}}""") },
        {
            "spec.targets[0].namespaceSelector.matchExpressions[0]", Values,
            Targets("""{"name":"a","podSelector":{},"namespaceSelector":{"matchExpressions":[{"key":"app","operator":"Exists","values":["a"]}]}}""")
        },
        { "spec.sources[0]", "write either interface or podSelector", Source("\"direction\":\"Both\"") },
        { "spec.sources[0]", "write either interface or podSelector", Source("\"interface\":\"eth1\",\"podSelector\":{}") },
        { "spec.sources[0]", OnlyForPods, Source("\"interface\":\"eth1\",\"namespaceSelector\":{}") },
        { "spec.sources[0]", OnlyForPods, Source("\"interface\":\"eth1\",\"podInterface\":\"net1\"") },
        { "spec.sources[0]", OnlyForPods, Source("\"interface\":\"eth1\",\"fallbackInterface\":\"eth3\"") },
        {
            "spec.sources[0]", "fallbackInterface goes by the pod's IP, which podInterface does not have; remove one of the two",
            Source("\"podSelector\":{},\"podInterface\":\"net1\",\"fallbackInterface\":\"eth3\"")
        },
        { "spec.sources[0].podSelector.matchExpressions[0]", Values, Source("\"podSelector\":{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"NotIn\"}]}") },
        {
            "spec.sources[0].namespaceSelector.matchExpressions[0]", Values,
            Source("\"podSelector\":{},\"namespaceSelector\":{\"matchExpressions\":[{\"key\":\"app\",\"operator\":\"Exists\",\"values\":[\"a\"]}]}")
        },
        { "spec.sources[0].podInterface", Characters, Source("\"podSelector\":{},\"podInterface\":\"net%d\"") },
        { "spec.sources[0].podInterface", Length, Source("\"podSelector\":{},\"podInterface\":\"sixteen-bytes-ok\"") },
        { "spec.sources[0].podInterface", Hidden, Source("\"podSelector\":{},\"podInterface\":\"net\\u001b1\"") },
        { "spec.sources[0].podInterface", Refused, Source("\"podSelector\":{},\"podInterface\":\"..\"") },
        { "spec.sources[0].fallbackInterface", Characters, Source("\"podSelector\":{},\"fallbackInterface\":\"eth%d\"") },
        { "spec.sources[0].fallbackInterface", Length, Source("\"podSelector\":{},\"fallbackInterface\":\"sixteen-bytes-ok\"") },
        { "spec.sources[0].fallbackInterface", Refused, Source("\"podSelector\":{},\"fallbackInterface\":\"..\"") },
        { "spec.sources[0].fallbackInterface", "K8sMirror uses this NIC itself", Source("\"podSelector\":{},\"fallbackInterface\":\"k8sm-out\"") },
        { "spec.sources[0].fallbackInterface", Hidden, Source("\"podSelector\":{},\"fallbackInterface\":\"eth\\u001b1\"") },
        { "spec.targets[0]", "mtuPolicy is for a target with a tunnel; remove it", Targets("""{"name":"a","interface":"eth2","mtuPolicy":"Slice"}""") },
        { "spec.targets[0]", "healthCheck is for a target with a tunnel; remove it", Targets("""{"name":"a","interface":"eth2","healthCheck":{"icmp":true}}""") },
        {
            "spec.targets[0]", "mtuPolicy is Fragment, but tunnel.dontFragment is true; remove one of the two",
            Tunnel("\"type\":\"GRE\",\"dontFragment\":true", ",\"mtuPolicy\":\"Fragment\"")
        },
        { "spec.targets[0].healthCheck", "has no check; write tcpPort, icmp as true, or both", Tunnel("\"type\":\"GRE\"", ",\"healthCheck\":{\"icmp\":false}") },
        { "spec.targets[0].tunnel", "VXLAN, Geneve and ERSPAN need an id; write one", Tunnel("\"type\":\"Geneve\"") },
        { "spec.targets[0].tunnel", "id is too large; it is at most 16777215 for VXLAN and Geneve, and 1023 for ERSPAN", Tunnel("\"type\":\"VXLAN\",\"id\":16777216") },
        { "spec.targets[0].tunnel", "id is too large; it is at most 16777215 for VXLAN and Geneve, and 1023 for ERSPAN", Tunnel("\"type\":\"ERSPAN\",\"id\":1024") },
        { "spec.targets[0].tunnel", "port is for VXLAN and Geneve; GRE and ERSPAN have no ports, remove it", Tunnel("\"type\":\"GRE\",\"port\":4789") },
        { "spec.targets[0].tunnel", "version is for ERSPAN; the other types have none to choose from, remove it", Tunnel("\"type\":\"GRE\",\"version\":2") },
        {
            "spec.targets[0].tunnel", "sourceAddress and remote are an IPv4 and an IPv6 address; write two of the same family",
            Tunnel("\"type\":\"GRE\",\"sourceAddress\":\"2001:db8::1\"")
        },
        {
            "spec.nodeSelector.matchExpressions[0]", "In and NotIn need at least one value; Exists and DoesNotExist take none",
            Spec("eth1", "eth2", """{"key":"zone","operator":"In"}""")
        },
        {
            "spec.nodeSelector.matchExpressions[0]", "In and NotIn need at least one value; Exists and DoesNotExist take none",
            Spec("eth1", "eth2", """{"key":"zone","operator":"Exists","values":["edge"]}""")
        },
        { "spec.sources[0].interface", Characters, Spec("eth%d", "eth2") },
        { "spec.sources[0].interface", Length, Spec("sixteen-bytes-ok", "eth2") },
        { "spec.sources[0].interface", Hidden, Spec("eth\\u001b1", "eth2") },
        { "spec.sources[0].interface", Refused, Spec("..", "eth2") },
        { "spec.sources[0].interface", Reserved, Spec("k8sm-out", "eth2") },
        { "spec.targets[0].interface", Characters, Spec("eth1", "eth 2") },
        { "spec.targets[0].interface", "a target is one NIC, by its exact name; patterns are for sources", Spec("eth1", "ens*") },
        { "spec.targets[0].interface", Length, Spec("eth1", "sixteen-bytes-ok") },
        { "spec.targets[0].interface", Hidden, Spec("eth1", "eth\\u009b2") },
        { "spec.targets[0].interface", Refused, Spec("eth1", ".") },
        { "spec.targets[0].interface", Reserved, Spec("eth1", "k8sm-in") },
        {
            "spec.filter", "accepts nothing; add a rule with the action Accept, or write defaultAction as Accept",
            Filtered("""{"action":"Reject","protocol":"TCP"}""")
        },
        { "spec.filter.rules[0]", "has no condition; write one, or use defaultAction for all other packets", Filtered("""{"action":"Accept","bidirectional":true}""") },
        { "spec.filter.rules[0]", "tcpFlags needs protocol TCP; write that or no protocol", Filtered("""{"action":"Accept","protocol":"UDP","tcpFlags":{"set":["SYN"]}}""") },
        { "spec.filter.rules[0]", "icmpTypes and icmpCodes need protocol ICMP or ICMPv6", Filtered("""{"action":"Accept","icmpTypes":[8]}""") },
        { "spec.filter.rules[0]", "icmpTypes and icmpCodes need protocol ICMP or ICMPv6", Filtered("""{"action":"Accept","protocol":"TCP","icmpCodes":[8]}""") },
        { "spec.filter.rules[0]", "ports need protocol TCP, UDP or SCTP, or none", Filtered("""{"action":"Accept","protocol":"GRE","source":{"ports":["1"]}}""") },
        {
            "spec.filter.rules[0]", "only packets of etherType IPv4 and IPv6 have an IP protocol, IP addresses and ports; remove one of the two",
            Filtered("""{"action":"Accept","etherType":"ARP","destination":{"cidrs":["10.0.0.1"]}}""")
        },
        {
            "spec.filter.rules[0].etherType",
            "is no EtherType; write a number from 0x0600 to 0xffff or one of IPv4, ARP, RARP, IPv6, MPLS, PPPoE, EAPOL, LLDP, PTP",
            Filtered("""{"action":"Accept","etherType":"0x05ff"}""")
        },
        {
            "spec.filter.rules[0].protocol",
            "is no IP protocol; write a number from 0 to 255 or one of ICMP, IGMP, IPIP, TCP, UDP, IPv6, GRE, ESP, AH, ICMPv6, OSPF, PIM, VRRP, SCTP",
            Filtered("""{"action":"Accept","protocol":"256"}""")
        },
        { "spec.filter.rules[0].source", "has no condition; write cidrs, addressSets, ports or macs", Filtered("""{"action":"Accept","source":{}}""") },
        { "spec.filter.rules[0].destination", "has no condition; write cidrs, addressSets, ports or macs", Filtered("""{"action":"Accept","destination":{}}""") },
        { "spec.filter.rules[0].tcpFlags", "names no flag; write set or unset", Filtered("""{"action":"Accept","tcpFlags":{}}""") },
        {
            "spec.filter.rules[0].tcpFlags", "a flag is in set and in unset: no packet is like that",
            Filtered("""{"action":"Accept","tcpFlags":{"set":["SYN"],"unset":["ACK","SYN"]}}""")
        },
        {
            "spec.snapLength", "is too short; write a number from 64 to 65535, or 0 for all bytes",
            Filtered("""{"action":"Accept","protocol":"TCP"}""", ""","snapLength":63""")
        },
        {
            "spec.rateLimit", "has no bound; write packetsPerSecond, bitsPerSecond or both",
            Filtered("""{"action":"Accept","protocol":"TCP"}""", ""","rateLimit":{}""")
        },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_spec_that_breaks_a_rule_is_refused_with_the_field_and_a_message(string field, string message, string spec)
    {
        if (!await HasCelAsync())
        {
            await OperatorRefusesAsync(spec);
            return;
        }

        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => ApplyAsync(spec));

        var causes = JsonNode.Parse(refused.Body)!["details"]!["causes"]!.AsArray();
        Assert.Contains(causes, cause => (string?)cause!["field"] == field && ((string)cause["message"]!).Contains(message, StringComparison.Ordinal));
        Assert.Null(await Cluster.MirrorAsync("broken"));
    }

    /// <summary>What every server refuses without rules: the field and the bad part of a spec.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("1.5s")]
    [InlineData("100000ms")]
    public async Task A_window_that_is_none_is_refused_with_its_field(string window)
    {
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => ApplyAsync(Deduplicated(window, """{"action":"Accept","protocol":"TCP"}""")));

        Assert.Contains("deduplicate.window", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec.filter.rules[0].source.ports[0]", """{"action":"Accept","source":{"ports":["65536"]}}""")]
    [InlineData("spec.filter.rules[0].source.ports[1]", """{"action":"Accept","source":{"ports":["80","http"]}}""")]
    [InlineData("spec.filter.rules[0].source.ports", """{"action":"Accept","source":{"ports":[]}}""")]
    [InlineData("spec.filter.rules[0].vlans[0]", """{"action":"Accept","vlans":["4095"]}""")]
    [InlineData("spec.filter.rules[0].vlans[0]", """{"action":"Accept","vlans":["1-4095"]}""")]
    [InlineData("spec.filter.rules[0].source.cidrs[0]", """{"action":"Accept","source":{"cidrs":["example.com"]}}""")]
    [InlineData("spec.filter.rules[0].source.macs[0]", """{"action":"Accept","source":{"macs":["02:00:5e:10:00:0g"]}}""")]
    [InlineData("spec.filter.rules[0].icmpTypes[0]", """{"action":"Accept","protocol":"ICMP","icmpTypes":[256]}""")]
    [InlineData("spec.filter.rules[0].icmpCodes[0]", """{"action":"Accept","protocol":"ICMP","icmpCodes":[-1]}""")]
    [InlineData("spec.filter.rules[0].tcpFlags.set[0]", """{"action":"Accept","tcpFlags":{"set":["XXX"]}}""")]
    [InlineData("spec.filter.rules[0].action", """{"action":"Drop","protocol":"TCP"}""")]
    [InlineData("spec.filter.rules[0].action", """{"protocol":"TCP"}""")]
    [InlineData("spec.filter.defaultAction", """{"action":"Accept","protocol":"TCP"}""", "", ""","defaultAction":"Pass" """)]
    [InlineData("spec.sampling.oneIn", """{"action":"Accept","protocol":"TCP"}""", ""","sampling":{"oneIn":0}""")]
    [InlineData("spec.sampling.oneIn", """{"action":"Accept","protocol":"TCP"}""", ""","sampling":{"oneIn":1000001}""")]
    [InlineData("spec.sampling.oneIn", """{"action":"Accept","protocol":"TCP"}""", ""","sampling":{}""")]
    [InlineData("spec.sampling.by", """{"action":"Accept","protocol":"TCP"}""", ""","sampling":{"oneIn":2,"by":"Host"}""")]
    [InlineData("spec.snapLength", """{"action":"Accept","protocol":"TCP"}""", ""","snapLength":65536""")]
    [InlineData("spec.snapLength", """{"action":"Accept","protocol":"TCP"}""", ""","snapLength":-1""")]
    [InlineData("spec.rateLimit.packetsPerSecond", """{"action":"Accept","protocol":"TCP"}""", ""","rateLimit":{"packetsPerSecond":0}""")]
    [InlineData("spec.rateLimit.bitsPerSecond", """{"action":"Accept","protocol":"TCP"}""", ""","rateLimit":{"bitsPerSecond":"500m"}""")]
    [InlineData("spec.rateLimit.bitsPerSecond", """{"action":"Accept","protocol":"TCP"}""", ""","rateLimit":{"bitsPerSecond":1000000}""")]
    [InlineData("spec.sourceTag.vlan", """{"action":"Accept","protocol":"TCP"}""", ""","sourceTag":{"vlan":4095}""")]
    [InlineData("spec.sourceTag.vlan", """{"action":"Accept","protocol":"TCP"}""", ""","sourceTag":{}""")]
    public async Task What_the_schema_bounds_is_refused_with_its_field(string field, string rule, string more = "", string filter = "")
    {
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => ApplyAsync(Filtered(rule, more, filter)));

        // Servers before 1.23 name the field without list indexes, and a wrong type only in the message.
        var named = JsonNode.Parse(refused.Body)!["details"]?["causes"]?.AsArray().Select(cause => (string?)cause!["field"] ?? "") ?? [refused.Body];
        var plain = Index().Replace(field, "");
        Assert.Contains(named, name => name == refused.Body ? name.Contains(field[(field.LastIndexOf('.') + 1)..], StringComparison.Ordinal)
            : Index().Replace(name, "").Contains(plain, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("remote", "\"type\":\"GRE\"", "", "collector.example")]
    [InlineData("type", "\"type\":\"gretap\"")]
    [InlineData("type", "\"id\":1")]
    [InlineData("id", "\"type\":\"GRE\",\"id\":4294967296")]
    [InlineData("id", "\"type\":\"GRE\",\"id\":-1")]
    [InlineData("port", "\"type\":\"VXLAN\",\"id\":1,\"port\":65536")]
    [InlineData("ttl", "\"type\":\"GRE\",\"ttl\":0")]
    [InlineData("dscp", "\"type\":\"GRE\",\"dscp\":64")]
    [InlineData("version", "\"type\":\"ERSPAN\",\"id\":1,\"version\":3")]
    [InlineData("sourceAddress", "\"type\":\"GRE\",\"sourceAddress\":\"eth0\"")]
    [InlineData("weight", "\"type\":\"GRE\"", ",\"weight\":0")]
    [InlineData("weight", "\"type\":\"GRE\"", ",\"weight\":101")]
    [InlineData("mtuPolicy", "\"type\":\"GRE\"", ",\"mtuPolicy\":\"Cut\"")]
    [InlineData("tcpPort", "\"type\":\"GRE\"", ",\"healthCheck\":{\"tcpPort\":0}")]
    public async Task What_the_schema_bounds_of_a_target_is_refused_with_its_field(string field, string tunnel, string more = "", string remote = "192.0.2.10")
    {
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => ApplyAsync(Tunnel(tunnel, more, remote)));

        Assert.Contains(field, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_with_every_field_reach_the_NodeMirror_as_they_are()
    {
        const string Written = """
            {"name":"vxlan","tunnel":{"type":"VXLAN","remote":"192.0.2.10","id":42,"port":4790,"sourceAddress":"192.0.2.1","ttl":9,"dscp":63,"dontFragment":false},"weight":3,"mtuPolicy":"Fragment","healthCheck":{"tcpPort":443,"icmp":true},"segmentation":"Node"},
            {"name":"erspan","tunnel":{"type":"ERSPAN","remote":"2001:db8::10","id":7,"version":2},"mtuPolicy":"Slice","segmentation":"Node"},
            {"name":"gre","tunnel":{"type":"GRE","remote":"192.0.2.10"},"segmentation":"Node"},
            {"name":"nic","interface":"eth2","weight":1,"segmentation":"Device"}
            """;
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await ApplyAsync(Targets(Written, ",\"distribution\":\"FlowHash\""));

        await Cluster.SessionsBecomeAsync("node-a", "broken");
        var session = (await Cluster.Admin.GetAsync($"{TestCluster.NodeMirrors}/node-a"))!["spec"]!["sessions"]![0]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"[{Written}]"), session["targets"]), session.ToJsonString());
        Assert.Equal("FlowHash", (string)session["distribution"]!);
        Assert.Equal(0, await op.MetricAsync("k8smirror_operator_writes_total", "outcome=\"mangled\""));
    }

    /// <summary>No server before 1.30 can check addresses, so the operator does.</summary>
    [Fact]
    public async Task What_is_no_host_is_the_operators_to_refuse()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await ApplyAsync(Tunnel("\"type\":\"GRE\"", "", "224.0.0.1"));

        await Cluster.ConditionBecomesAsync("broken", "Accepted", "False/Invalid");
        Assert.Equal("spec.targets[0].tunnel.remote: '224.0.0.1' is a multicast address; write that of one host", await Cluster.MessageAsync("broken", "Accepted"));
        await Cluster.SessionsBecomeAsync("node-a", "");
    }

    [Fact]
    public async Task Too_many_rules_are_refused()
    {
        var rules = string.Join(',', Enumerable.Repeat("""{"action":"Accept","protocol":"TCP"}""", 1025));

        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => ApplyAsync(Filtered(rules)));

        Assert.Contains("spec.filter.rules", refused.Body, StringComparison.Ordinal);
    }

    /// <summary>A rule on 10,000 prefixes is too expensive for any server, so the operator checks them.</summary>
    [Fact]
    public async Task Bits_behind_a_prefix_are_the_operators_to_refuse()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await ApplyAsync(Filtered("""{"action":"Accept","source":{"cidrs":["10.0.0.0/8","10.1.2.3/16"]}}"""));

        await Cluster.ConditionBecomesAsync("broken", "Accepted", "False/Invalid");
        Assert.Equal(
            "spec.filter.rules[0].source.cidrs[1]: '10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16", await Cluster.MessageAsync("broken", "Accepted"));
        await Cluster.SessionsBecomeAsync("node-a", "");
    }

    [Fact]
    public async Task A_filter_with_every_field_and_sampling_reach_the_NodeMirror_as_they_are()
    {
        const string Rules = """
            {"action":"Accept","etherType":"IPv4","vlans":["7","100-199"],"protocol":"tcp","source":{"cidrs":["10.0.0.0/8","192.0.2.1"],"ports":["0","8000-8999"],"macs":["02:00:5e:10:00:01"]},"destination":{"cidrs":["192.0.2.0/24"],"ports":["443"],"macs":["02-00-5E-10-00-02"]},"bidirectional":true,"tcpFlags":{"set":["SYN"],"unset":["ACK"]}},
            {"action":"Reject","protocol":"ICMPv6","icmpTypes":[128],"icmpCodes":[0]}
            """;
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await ApplyAsync(Deduplicated("10ms", Rules, ""","sampling":{"oneIn":100},"snapLength":128,"rateLimit":{"packetsPerSecond":1000,"bitsPerSecond":"1.5G"},"sourceTag":{"vlan":101}"""));

        await Cluster.SessionsBecomeAsync("node-a", "broken");
        var session = (await Cluster.Admin.GetAsync($"{TestCluster.NodeMirrors}/node-a"))!["spec"]!["sessions"]![0]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""{"defaultAction":"Reject","rules":[{{Rules}}]}"""), session["filter"]), session.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"oneIn":100,"by":"Flow"}"""), session["sampling"]), session.ToJsonString());
        Assert.Equal(128, (int)session["snapLength"]!);
        Assert.Equal(101, (int)session["sourceTag"]!["vlan"]!);
        Assert.Equal("10ms", (string)session["targets"]![0]!["deduplicate"]!["window"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"bitsPerSecond":"1.5G","packetsPerSecond":1000}"""), session["rateLimit"]), session.ToJsonString());
        Assert.Equal(0, await op.MetricAsync("k8smirror_operator_writes_total", "outcome=\"mangled\""));
    }

    [Fact]
    public void Each_rule_has_its_case()
    {
        var rules = Directory.GetFiles(Path.Combine(ApiServerFixture.Checkout(), "crds"), "*.yaml").SelectMany(Rules);
        var cases = Broken.Select(row => $"{Index().Replace(row.Data.Item1, "[]")}: {row.Data.Item2}");

        Assert.Equal(rules.Order(StringComparer.Ordinal), cases.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("enp*-a-long-pattern*", "eth2")]
    [InlineData(@"\\xff\\xfe", @"\\xff\\xfe\\xfd\\xfc\\xfb")]
    public async Task A_pattern_and_escaped_bytes_may_be_longer_than_a_name(string source, string target)
    {
        await ApplyAsync(Spec(source, target));

        Assert.NotNull(await Cluster.MirrorAsync("broken"));
    }

    /// <summary>Servers from 1.25 on have CEL.</summary>
    private async Task<bool> HasCelAsync() =>
        (await Cluster.Admin.GetAsync($"{Crds}/trafficmirrors.k8smirror.io"))!.ToJsonString().Contains("x-kubernetes-validations", StringComparison.Ordinal);

    private Task<JsonNode> ApplyAsync(string spec) => Cluster.Admin.ApplyAsync(
        $$"""{"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"broken"},"spec":{{spec}} }""");

    /// <summary>What an old server's schema does not refuse, the operator does.</summary>
    private async Task OperatorRefusesAsync(string spec)
    {
        try
        {
            await ApplyAsync(spec);
        }
        catch (ClusterRefusedException refused) when (refused.Status == HttpStatusCode.UnprocessableEntity)
        {
            return;
        }

        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.ConditionBecomesAsync("broken", "Accepted", "False/Invalid");
        await Cluster.SessionsBecomeAsync("node-a", "");
    }

    /// <summary>Rules of a CRD as <c>field: message</c>.</summary>
    private static IEnumerable<string> Rules(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        return Rules(yaml.Documents[0].RootNode["spec"]["versions"][0]["schema"]["openAPIV3Schema"], "");
    }

    private static IEnumerable<string> Rules(YamlNode schema, string path)
    {
        var own = Child(schema, "x-kubernetes-validations") is YamlSequenceNode rules ? rules.Select(rule => $"{path.TrimStart('.')}: {rule["message"]}") : [];
        var fields = Child(schema, "properties") is YamlMappingNode properties ? properties.SelectMany(field => Rules(field.Value, $"{path}.{field.Key}")) : [];
        var items = Child(schema, "items") is { } item ? Rules(item, path + "[]") : [];
        return own.Concat(fields).Concat(items);
    }

    private static YamlNode? Child(YamlNode node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string Filtered(string rules, string more = "", string filter = "") => $$"""
        {"sources":[{"interface":"eth1"}],"targets":[{"name":"tool","interface":"eth2"}],"filter":{"rules":[{{rules}}]{{filter}}}{{more}} }
        """;

    private static string Targets(string targets, string more = "") => $$"""{"sources":[{"interface":"eth1"}],"targets":[{{targets}}]{{more}} }""";

    private static string Source(string fields) => $$"""{"sources":[{ {{fields}} }],"targets":[{"name":"tool","interface":"eth2"}]}""";

    private static string Tunnel(string fields, string more = "", string remote = "192.0.2.10") =>
        Targets($$"""{"name":"collector","tunnel":{ {{fields}},"remote":"{{remote}}"}{{more}} }""");

    private static string Deduplicated(string window, string rules, string more = "") =>
        Filtered(rules, more).Replace("\"eth2\"", $"\"eth2\",\"deduplicate\":{{\"window\":\"{window}\"}}", StringComparison.Ordinal);

    private static string Spec(string source, string target, string? expression = null) => $$"""
        {"nodeSelector":{"matchExpressions":[{{expression}}]},"sources":[{"interface":"{{source}}"}],"targets":[{"name":"tool","interface":"{{target}}"}]}
        """;

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
