using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Pods;

/// <summary>Pods <c>a</c> and <c>b</c> wired to the node as network plugins wire them: exactly the selected packets of the selected pod are copied.</summary>
public sealed class PodLayoutTests : IDisposable
{
    private readonly PodNode node = new();

    private static readonly (string Pod, string End, string Name)[] Cables = [("a", "end-a", "eth0"), ("b", "end-b", "eth0")];

    private static readonly Dictionary<string, string> Ips = new() { ["a"] = "10.244.0.5", ["b"] = "10.244.0.6" };

    [KernelTheory]
    [InlineData("ptp")]
    [InlineData("bridge")]
    [InlineData("Calico")]
    [InlineData("Cilium")]
    [InlineData("AWS")]
    [InlineData("OVS")]
    [InlineData("gVisor with ptp")]
    [InlineData("gVisor on a bridge")]
    public void The_right_NIC_is_mirrored_in_the_right_direction(string plugin)
    {
        Wire(plugin);
        foreach (var pod in new[] { "a", "b" })
        {
            foreach (var (direction, copied) in new[]
            {
                (MirrorDirection.Ingress, $"{pod}:received"), (MirrorDirection.Egress, $"{pod}:sent"), (MirrorDirection.Both, $"{pod}:sent {pod}:received"),
            })
            {
                node.Settle(PodNode.Mirror(Ips[pod], direction));
                Assert.Equal(copied, node.CopiedToTool(Cables));
            }
        }
    }

    [KernelFact]
    public void A_pod_on_macvlan_has_no_NIC_at_the_node_and_that_is_said()
    {
        Wire("ptp");
        node.Broker.AddNic("eth1");
        node.Node.Ip("addr add 10.244.0.1/24 dev eth1");
        node.AddBarePod("m");
        node.Node.Ip($"link add link eth1 name mv type macvlan mode bridge");
        node.Node.Ip($"link set mv netns {node.Inside("m").Name}");
        node.Inside("m").Ip("addr add 10.244.0.77/24 dev mv");
        node.Inside("m").Ip("link set mv up");
        var session = PodNode.Mirror("10.244.0.77", MirrorDirection.Both);
        var pod = Eventually.Get(() => node.Pass(session).Sessions[0].Pods![0] is { State: ProgrammedState.Failed } failed ? failed : null, "it is said", TimeSpan.FromSeconds(60));
        Assert.Equal((Reasons.PodInterfaceNotFound, "packets for 10.244.0.77 pass eth1, which is not the pod's alone, as with macvlan, ipvlan and SR-IOV"), (pod.Reason, pod.Message));
    }

    [KernelFact]
    public void A_second_NIC_is_mirrored_by_the_name_that_the_pod_sees()
    {
        Wire("bridge");
        node.AddNic("a", "second-a", "net1");
        node.Inside("a").Ip("addr add 192.168.9.1/24 dev net1");
        var cables = ((string, string, string)[])[.. Cables, ("a", "second-a", "net1")];
        node.Settle(PodNode.Mirror(Ips["a"], MirrorDirection.Egress, "net*"));
        Assert.Equal("a:sent", node.CopiedToTool(("b", "end-b", "eth0"), ("a", "second-a", "net1")));
        node.Settle(PodNode.Mirror(Ips["a"], MirrorDirection.Egress));
        Assert.Equal("a:sent", node.CopiedToTool(cables));
    }

    [KernelFact]
    public void Copies_for_a_sensors_pod_arrive_on_its_NIC_and_nowhere_else()
    {
        Wire("Calico");
        node.AddPod("s", "end-s");
        Calico("s", "10.244.0.9");
        var session = PodNode.Mirror(Ips["a"], MirrorDirection.Both) with
        {
            Targets = [new() { Name = "sensors", PodSelector = new() }],
            Pods = [PodNode.Pod(Ips["a"]), PodNode.Pod("10.244.0.9", targets: [0])],
        };
        node.Settle(session);
        Assert.Equal("a:sent a:received", node.Copied(node.Inside("s"), "eth0", Cables));
        Assert.Equal("", node.CopiedToTool(Cables));

        // A re-created sensor is another pod, perhaps with the same address.
        node.RemovePod("s");
        Eventually.True(() => node.Broker.Links().ByName("end-s") is null, "its NIC has gone");
        var status = node.Pass(session).Sessions[0];
        Assert.Equal((ProgrammedState.Pending, Reasons.PodInterfaceNotFound), (status.State, status.Reason));
        node.AddPod("s", "end-s");
        Calico("s", "10.244.0.9");
        Assert.Equal(ProgrammedState.Pending, node.Pass(session).Sessions[0].State);
        node.Settle(session with { Pods = [session.Pods![0], session.Pods[1] with { Uid = "another" }] });
        Assert.Equal("a:sent a:received", node.Copied(node.Inside("s"), "eth0", Cables));
    }

    [KernelFact]
    public void A_pod_that_gets_the_address_of_one_that_has_ended_is_not_mirrored_for_it()
    {
        Wire("ptp");
        var session = PodNode.Mirror(Ips["a"], MirrorDirection.Both);
        node.Settle(session);
        node.RemovePod("a");
        Eventually.True(() => node.Broker.Links().ByName("end-a") is null, "its NIC has gone");
        node.AddPod("a", "end-a");
        Ptp("a", Ips["a"]);
        Assert.Equal(ProgrammedState.Pending, node.Pass(session).Sessions[0].State);
        Assert.Equal("", node.CopiedToTool(Cables));
    }

    public void Dispose() => node.Dispose();

    private void Wire(string plugin)
    {
        node.AddPod("a", "end-a");
        node.AddPod("b", "end-b");
        switch (plugin)
        {
            case "bridge" or "gVisor on a bridge":
                // The tests' frames are sent to this address: otherwise the bridge would flood them.
                node.Node.Ip("link add cni0 address 02:00:00:00:00:02 type bridge");
                node.Node.Ip("addr add 10.244.0.1/24 dev cni0");
                node.Node.Ip("link set cni0 up");
                break;
            case "Cilium":
                node.Node.Ip("link add cilium_host type veth peer name cilium_net");
                node.Node.Ip("link set cilium_host up");
                node.Node.Ip("link set cilium_net up");
                node.Node.Ip("addr add 10.244.0.1/32 dev cilium_host");
                node.Node.Ip("route add 10.244.0.0/24 dev cilium_host src 10.244.0.1");
                break;
            case "OVS":
                node.Node.Ip("tuntap add antrea-gw0 mode tap");
                node.Node.Ip("addr add 10.244.0.1/24 dev antrea-gw0");
                node.Node.Ip("link set antrea-gw0 up");
                break;
        }
        foreach (var (pod, ip) in Ips)
        {
            Wire(plugin, pod, ip);
        }
    }

    private void Wire(string plugin, string pod, string ip)
    {
        switch (plugin)
        {
            case "ptp":
                Ptp(pod, ip);
                break;
            case "bridge":
                node.Node.Ip($"link set end-{pod} master cni0");
                node.Inside(pod).Ip($"addr add {ip}/24 dev eth0");
                break;
            case "Calico":
                Calico(pod, ip);
                break;
            case "AWS":
                node.Inside(pod).Ip($"addr add {ip}/32 dev eth0");
                node.Node.Ip($"route add {ip}/32 dev end-{pod} scope link");
                node.Node.Ip($"rule add to {ip} lookup main prio 512");
                node.Node.Ip($"rule add from {ip} lookup {(pod == "a" ? 2 : 3)} prio 1536");
                break;
            case "gVisor with ptp":
                // gVisor has removed the address from the NIC.
                node.Node.Ip($"route add {ip}/32 dev end-{pod} scope link");
                break;
            case "gVisor on a bridge":
                node.Node.Ip($"link set end-{pod} master cni0");
                // gVisor answers for its address itself.
                var mac = node.Inside(pod).Link("eth0").Address;
                node.Node.Ip($"neigh replace {ip} dev cni0 lladdr {mac} nud permanent");
                node.Node.Exec("bridge", "fdb", "replace", $"{mac}", "dev", $"end-{pod}", "master", "static");
                break;
            default:
                node.Inside(pod).Ip($"addr add {ip}/32 dev eth0");
                break;
        }
    }

    private void Ptp(string pod, string ip)
    {
        node.Inside(pod).Ip($"addr add {ip}/24 dev eth0");
        node.Node.Ip($"addr add 10.244.0.1/32 dev end-{pod}");
        node.Node.Ip($"route add {ip}/32 dev end-{pod}");
    }

    private void Calico(string pod, string ip)
    {
        node.Inside(pod).Ip($"addr add {ip}/32 dev eth0");
        node.Inside(pod).Ip("route add 169.254.1.1 dev eth0 scope link");
        node.Inside(pod).Ip("route add default via 169.254.1.1 dev eth0");
        node.Node.Exec("sysctl", "-qw", $"net.ipv4.conf.end-{pod}.proxy_arp=1");
        node.Node.Ip($"route add {ip}/32 dev end-{pod} scope link");
    }
}
