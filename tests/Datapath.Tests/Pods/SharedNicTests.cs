using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Pods;

/// <summary>
/// Pods <c>m</c> and <c>n</c> on a NIC of the node that they share by macvlan, and <c>v</c> with its own NIC: of the shared NIC's packets, those with
/// the addresses of the selected pods are copied, once each.
/// </summary>
public sealed class SharedNicTests : IDisposable
{
    private const int Each = 20;
    private const string Outside = "10.244.0.200";
    private readonly PodNode node = new();

    private static readonly SessionPod M = PodNode.Pod("10.244.0.71") with { Addresses = ["10.244.0.71", "2001:db8::71"] };
    private static readonly SessionPod N = PodNode.Pod("10.244.0.72");
    private static readonly SessionPod V = PodNode.Pod("10.244.0.5");

    public SharedNicTests()
    {
        node.Broker.AddNic("eth1");
        node.Node.Ip("addr add 10.244.0.1/24 dev eth1");
        node.AddPod("v", "end-v");
        node.Inside("v").Ip("addr add 10.244.0.5/32 dev eth0");
    }

    [KernelTheory]
    [InlineData("bridge")]
    [InlineData("private")]
    [InlineData("vepa")]
    public void What_a_pods_address_tells_is_copied_once_in_the_pods_direction(string mode)
    {
        AddPods(mode);
        // The NIC sends what its two pods send each other; only in mode bridge it receives it.
        var (sentToN, gotFromN) = mode == "bridge" ? ("", "n>m ") : ("m>n ", "");
        const string Sent = "m>out m>out:IPv6 m>all";
        const string Got = "out>m out>m:TCP out>m:IPv6";
        Assert.Equal($"{gotFromN}{Got}", Copied(Mirror(MirrorDirection.Ingress, M)));
        Assert.Equal($"{sentToN}{Sent}", Copied(Mirror(MirrorDirection.Egress, M)));
        Assert.Equal($"{sentToN}{Sent} {gotFromN}{Got}", Copied(Mirror(MirrorDirection.Both, M)));
        Assert.Equal($"m>n {Sent} n>m n>out {Got} out>n", Copied(Mirror(MirrorDirection.Both, M, N)));
    }

    [KernelFact]
    public void A_pod_with_a_NIC_of_its_own_is_mirrored_there_and_a_filter_holds_for_both()
    {
        AddPods("bridge");
        var session = Mirror(MirrorDirection.Both, M, V);
        Assert.Equal("m>out m>out:IPv6 m>all n>m out>m out>m:TCP out>m:IPv6 v>out out>v", Copied(session));
        Assert.Equal("out>m:TCP", Copied(session with { Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP" }] } }));
        // Two mirrors, one target: one copy of each packet.
        var nic = PodNode.Mirror("10.244.0.99", MirrorDirection.Ingress) with { Mirror = "nic", Sources = [new() { Interface = "eth1", Direction = MirrorDirection.Ingress }], Pods = null };
        Assert.Equal("ARP m>n m>out m>out:IPv6 m>all out>all n>m out>m out>m:TCP out>m:IPv6 out>n out>node v>out out>v", Copied(session, nic));
    }

    [KernelFact]
    public void The_status_says_which_pods_are_told_by_their_addresses_and_where()
    {
        AddPods("bridge");
        var status = node.Settle(Mirror(MirrorDirection.Both, M, V)).Sessions[0];
        Assert.Equal(
            [(V.Name, false, "end-v", ""), (M.Name, true, "eth1", "packets for 10.244.0.71 pass eth1, which is not the pod's alone, as with macvlan, ipvlan and SR-IOV")],
            status.Pods!.Select(p => (p.Name, p.ByAddress, Assert.Single(p.Interfaces!), p.Message)));
        Assert.Equal(["eth1", "eth1", "end-v", "end-v"], status.Edges.Select(e => e.Source).OrderDescending());

        // The node's own address never belongs to a pod.
        var host = PodNode.Pod("10.244.0.1");
        var pod = node.Pass(Mirror(MirrorDirection.Both, host)).Sessions[0].Pods![0];
        Assert.Equal((ProgrammedState.Pending, false, "10.244.0.1 is an address of the node itself"), (pod.State, pod.ByAddress, pod.Message));
    }

    public void Dispose() => node.Dispose();

    private void AddPods(string mode)
    {
        foreach (var pod in new[] { "m", "n" })
        {
            node.AddBarePod(pod);
            node.Node.Ip($"link add link eth1 name mv type macvlan mode {mode}");
            node.Node.Ip($"link set mv netns {node.Inside(pod).Name}");
            node.Inside(pod).Ip("link set mv up");
            node.Inside(pod).WaitUntilUp("mv");
        }
    }

    private static MirrorSession Mirror(MirrorDirection direction, params SessionPod[] pods) => PodNode.Mirror("10.244.0.99", direction) with
    {
        Sources = [new() { PodSelector = new(), Direction = direction, FallbackInterface = "eth1" }],
        Pods = pods,
    };

    /// <summary>Sends frames of each kind, and returns the kinds that the tool received completely, once each.</summary>
    private string Copied(params MirrorSession[] sessions)
    {
        node.Settle(sessions);
        using var tool = new FrameCapture(node.Broker.Behind("tool"), "wire");
        var kinds = Kinds().ToList();
        for (var k = 0; k < kinds.Count; k++)
        {
            using var sender = new FrameSender(kinds[k].From, kinds[k].Nic);
            for (var i = 0; i < Each; i++)
            {
                sender.Send(kinds[k].Frame((ulong)((k * 1000) + i)));
            }
        }
        _ = node.Broker.AllSettled();
        var got = tool.Settle().Select(f => (int)(f.Sequence!.Value / 1000)).CountBy(k => k).ToDictionary();
        Assert.All(got, kind => Assert.Equal((kinds[kind.Key].Name, Each), (kinds[kind.Key].Name, kind.Value)));
        return string.Join(' ', got.Keys.Order().Select(k => kinds[k].Name));
    }

    private IEnumerable<(string Name, TestNetNs From, string Nic, Func<ulong, byte[]> Frame)> Kinds()
    {
        var wire = node.Broker.Behind("eth1");
        var (m, n) = (node.Inside("m"), node.Inside("n"));
        var (macM, macN, macOut, macNode) = (Mac(m, "mv"), Mac(n, "mv"), Mac(wire, "wire"), Mac(node.Node, "eth1"));
        yield return ("ARP", wire, "wire", i => new PacketBuilder(macM, macOut).EtherType(0x0806).Payload(SequencePayload.Of(i, 50)).Build());
        yield return ("m>n", m, "mv", i => new PacketBuilder(macN, macM).IPv4("10.244.0.71", "10.244.0.72").Udp().Numbered(i, 100).Build());
        yield return ("m>out", m, "mv", i => new PacketBuilder(macOut, macM).IPv4("10.244.0.71", Outside).Udp().Numbered(i, 100).Build());
        yield return ("m>out:IPv6", m, "mv", i => new PacketBuilder(macOut, macM).IPv6("2001:db8::71", "2001:db8::200").Udp().Numbered(i, 100).Build());
        yield return ("m>all", m, "mv", i => new PacketBuilder("ff:ff:ff:ff:ff:ff", macM).IPv4("10.244.0.71", "255.255.255.255").Udp().Numbered(i, 100).Build());
        yield return ("out>all", wire, "wire", i => new PacketBuilder("ff:ff:ff:ff:ff:ff", macOut).IPv4(Outside, "255.255.255.255").Udp().Numbered(i, 100).Build());
        yield return ("m>out:ARP", m, "mv", i => new PacketBuilder(macOut, macM).EtherType(0x0806).Payload(SequencePayload.Of(i, 50)).Build());
        yield return ("n>m", n, "mv", i => new PacketBuilder(macM, macN).IPv4("10.244.0.72", "10.244.0.71").Udp().Numbered(i, 100).Build());
        yield return ("n>out", n, "mv", i => new PacketBuilder(macOut, macN).IPv4("10.244.0.72", Outside).Udp().Numbered(i, 100).Build());
        yield return ("out>m", wire, "wire", i => new PacketBuilder(macM, macOut).IPv4(Outside, "10.244.0.71").Udp().Numbered(i, 100).Build());
        yield return ("out>m:TCP", wire, "wire", i => new PacketBuilder(macM, macOut).IPv4(Outside, "10.244.0.71").Tcp().Numbered(i, 100).Build());
        yield return ("out>m:IPv6", wire, "wire", i => new PacketBuilder(macM, macOut).IPv6("2001:db8::200", "2001:db8::71").Udp().Numbered(i, 100).Build());
        yield return ("out>n", wire, "wire", i => new PacketBuilder(macN, macOut).IPv4(Outside, "10.244.0.72").Udp().Numbered(i, 100).Build());
        yield return ("out>node", wire, "wire", i => new PacketBuilder(macNode, macOut).IPv4(Outside, "10.244.0.99").Udp().Numbered(i, 100).Build());
        yield return ("v>out", node.Inside("v"), "eth0", i => new PacketBuilder().IPv4("10.244.0.5", Outside).Udp().Numbered(i, 100).Build());
        yield return ("out>v", node.Node, "end-v", i => new PacketBuilder().IPv4(Outside, "10.244.0.5").Udp().Numbered(i, 100).Build());
    }

    private static string Mac(TestNetNs place, string nic) => $"{place.Link(nic).Address}";
}
