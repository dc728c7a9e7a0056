using System.Text.Json;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>The real agent, a real route and neighbour, and the kernel's VXLAN at the collector; with only the permissions that the chart gives it.</summary>
public sealed class CollectorProcessTests : IDisposable
{
    private const int Frames = 200;
    private const string Collector = "198.51.100.10";
    private readonly BpfFsMount pins = new();
    private readonly TempDir folder = new();
    private readonly TestNetNs node = new();
    private readonly TestNetNs client = new();
    private readonly TestNetNs near = new();
    private readonly TestNetNs far = new();

    public CollectorProcessTests()
    {
        Wire("eth1", client);
        Wire("eth2", near);
        Wire("eth3", far);
        node.Ip("addr add 198.51.100.1/24 dev eth2");
        node.Ip("addr add 203.0.113.1/24 dev eth3");
        far.Ip("addr add 203.0.113.2/24 dev wire");
        foreach (var place in new[] { near, far })
        {
            place.Ip($"addr add {Collector}/24 dev wire");
            place.Ip($"link add vx type vxlan id 42 dstport 4789 local {Collector}");
            place.Ip("link set vx mtu 1600 up");
        }
        File.WriteAllText(Path.Combine(folder.Path, "mirror.yaml"), $$$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: a}
            spec:
              sources: [{interface: eth1, direction: Ingress}]
              targets: [{name: collector, tunnel: {type: VXLAN, remote: {{{Collector}}}, id: 42}}]
            """);
    }

    [KernelFact]
    public void Copies_follow_the_route_and_the_next_hop_and_stop_where_there_is_none()
    {
        using var agent = new AgentProcess(node, pins.At("k8smirror"));
        agent.Start("-all,+bpf,+net_admin", ["--manifests", folder.Path]);
        Assert.Equal(Frames, ArrivedAt(near, "vx"));

        // Another next hop: a router behind another NIC.
        node.Ip($"route add {Collector}/32 via 203.0.113.2");
        Eventually.True(() => ArrivedAt(far, "vx") == Frames, "copies take the new route");

        // The same next hop with another MAC address, which it announces.
        far.Ip("link set wire down");
        far.Ip("link set wire address 02:00:00:00:0f:01");
        far.Ip("link set wire up");
        far.WaitUntilUp("wire");
        node.WaitUntilUp("eth3");
        node.Ip("neigh replace 203.0.113.2 lladdr 02:00:00:00:0f:01 dev eth3");
        Eventually.True(() => ArrivedAt(far, "vx") == Frames, "copies go to the next hop's new address");

        node.Ip($"route replace unreachable {Collector}/32");
        Eventually.Equal("TargetDown", () => Edge(agent).GetProperty("reason").GetString());
        Assert.Contains(Collector, Edge(agent).GetProperty("message").GetString(), StringComparison.Ordinal);
        var before = agent.Counters();
        Send();
        Eventually.Equal(before.Dropped + Frames, () => agent.Counters().Dropped);

        node.Ip($"route del unreachable {Collector}/32");
        Eventually.True(() => ArrivedAt(near, "vx") == Frames, "copies take the first way again");
        var after = agent.Counters();
        Assert.Equal(after.Seen, after.Mirrored + after.Dropped);
    }

    [KernelFact]
    public void Another_agent_goes_on_where_the_last_one_was_killed()
    {
        using var agent = new AgentProcess(node, pins.At("k8smirror"));
        agent.Start("", ["--manifests", folder.Path]);
        agent.Kill();
        Assert.Equal(Frames, ArrivedAt(near, "vx"));
        agent.Start("", ["--manifests", folder.Path]);
        Assert.Equal(Frames, ArrivedAt(near, "vx"));
        Assert.Equal((2UL * Frames, 2UL * Frames, 0UL), agent.Counters());
    }

    public void Dispose()
    {
        node.Dispose();
        client.Dispose();
        near.Dispose();
        far.Dispose();
        folder.Dispose();
        pins.Dispose();
    }

    private void Wire(string nic, TestNetNs behind)
    {
        node.Ip($"link add {nic} type veth peer name wire netns {behind.Name}");
        node.Ip($"link set {nic} up");
        behind.Ip("link set wire up");
        behind.Ip("link set lo up");
        node.WaitUntilUp(nic);
    }

    private static JsonElement Edge(AgentProcess agent) => agent.Status().GetProperty("sessions")[0].GetProperty("edges")[0];

    private int ArrivedAt(TestNetNs place, string nic)
    {
        using var tool = new FrameCapture(place, nic);
        Send();
        return tool.Settle().Count(f => f.Sequence is not null);
    }

    private void Send()
    {
        using var sender = new FrameSender(client, "wire");
        for (var i = 0; i < Frames; i++)
        {
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered((ulong)i, 300).Build());
        }
    }
}
