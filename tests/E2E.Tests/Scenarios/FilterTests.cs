using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Filters on a cluster, from <c>kubectl apply</c> to the frames at a tool.</summary>
[Collection(ClusterTests.Name)]
public sealed class FilterTests
{
    private static TestNode Node => ClusterFixture.Nodes[0];

    [KernelFact]
    public void A_tool_gets_what_the_filter_selects_cut_short_and_a_change_of_the_filter_takes_effect()
    {
        using var outside = Node.Behind("eth1");
        using var behind = Node.Behind("eth3");
        using var tool = new FrameCapture(behind, "eth3");
        Kubectl.Apply(Manifest("{action: Accept, protocol: TCP, destination: {ports: ['443']}, bidirectional: true}"));
        try
        {
            Kubectl.Until("selects", AppliedMirror.Programmed, "selects programmed");
            Send(outside);
            var frames = Ours(tool, 40);
            Assert.All(frames, f => Assert.Equal((6, 128), (f.Bytes[23], f.Bytes.Length)));
            Assert.Contains("443", Kubectl.Run("get", "nmir", Node.Name, "-o", "yaml"), StringComparison.Ordinal);

            Kubectl.Apply(Manifest("{action: Accept, protocol: UDP, destination: {ports: ['53']}}"));
            Kubectl.Until("selects", AppliedMirror.Programmed, "selects programmed again");
            Send(outside);
            Assert.Equal(20, Ours(tool, 60).Count(f => f.Bytes[23] == 17));
            Assert.Equal(40, Ours(tool, 60).Count(f => f.Bytes[23] == 6));
        }
        finally
        {
            Kubectl.Delete("selects");
        }
    }

    [KernelFact]
    public void A_mistake_in_a_rule_is_named_and_nothing_is_copied()
    {
        // Only the operator detects the host bits: the API server accepts them.
        Kubectl.Apply(Manifest("{action: Accept, source: {cidrs: [10.1.2.3/16]}}"));
        try
        {
            var message = Kubectl.Until("selects", m => AppliedMirror.Is(m, Core.Api.ConditionTypes.Accepted, Core.Api.ConditionStatus.False), "refused")
                .Status!.Conditions.Single(c => c.Type == Core.Api.ConditionTypes.Accepted).Message;
            Assert.Contains("spec.filter.rules[0].source.cidrs[0]: '10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16", message, StringComparison.Ordinal);
        }
        finally
        {
            Kubectl.Delete("selects");
        }
    }

    private static string Manifest(string rule) => $$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: selects}
        spec:
          nodeSelector: {matchLabels: {kubernetes.io/hostname: {{Node.Name}} } }
          sources: [{interface: eth1, direction: Ingress}]
          targets: [{name: ids, interface: eth3}]
          filter: {rules: [{{rule}}]}
          snapLength: 128
        """;

    private static void Send(TestNetNs outside)
    {
        using var sender = new FrameSender(outside, "eth1");
        for (var i = 0UL; i < 20; i++)
        {
            sender.Send(new PacketBuilder().IPv4().Tcp(40000, 443).Numbered(i, 400).Build());
            sender.Send(new PacketBuilder().IPv4().Tcp(443, 40000).Numbered(i, 400).Build());
            sender.Send(new PacketBuilder().IPv4().Tcp(40000, 80).Numbered(i, 400).Build());
            sender.Send(new PacketBuilder().IPv4().Udp(40000, 53).Numbered(i, 400).Build());
        }
    }

    // Other scenarios' mirrors have ended, but the nodes' own frames (such as IPv6) may appear.
    private static List<CapturedFrame> Ours(FrameCapture tool, int count)
    {
        List<CapturedFrame> Now() => [.. tool.Frames.Where(f => f.Bytes.Length > 42 && f.Bytes[12] == 8 && f.Bytes[13] == 0)];
        Eventually.True(() => Now().Count >= count, $"{count} frames at the tool");
        return [.. tool.Settle().Where(f => f.Bytes.Length > 42 && f.Bytes[12] == 8 && f.Bytes[13] == 0)];
    }
}
