using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>Copies that return to their source.</summary>
internal static class LoopFaults
{
    private const string Source = "eth6";
    private const string Tool = "eth7";

    private static readonly TestNode Node = FaultSite.Nodes[0];
    private static readonly byte[] Broadcast = new PacketBuilder("ff:ff:ff:ff:ff:ff").Arp().PadTo().Build();

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All(FaultSite site) => [Cable(site)];

    private static Fault Cable(FaultSite site)
    {
        FrameSender? sender = null;
        return new("a cable between tool and production", () => sender = site.Open(Join()), () => Part(site),
            [new("LoopBroken", $"node={Node.Name}")], "MirrorNotProgrammed", "CopiesDropped", "Shedding")
        {
            Provoke = () => sender!.Send(Broadcast),
        };
    }

    /// <summary>The far ends of source and tool become ports of one bridge.</summary>
    private static FrameSender Join()
    {
        _ = Script.Run("wire", Node.Name, Source);
        _ = Script.Run("wire", Node.Name, Tool);
        using (var far = Node.Behind(Source))
        using (var other = Node.Behind(Tool))
        {
            other.Ip($"link set {Tool} netns {far.Name}");
            far.Ip("link add br0 type bridge");
            far.Ip($"link set {Source} master br0 up");
            far.Ip($"link set {Tool} master br0 up");
            far.Ip("link set br0 up");
        }
        Kubectl.Apply($$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: looped}
            spec:
              nodeSelector: {matchLabels: {kubernetes.io/hostname: {{Node.Name}} } }
              sources: [{interface: {{Source}}, direction: Ingress}]
              targets: [{name: tool, interface: {{Tool}}}]
            """);
        return SenderBehind(Node.Name, Source, "br0");
    }

    private static void Part(FaultSite site)
    {
        site.Close();
        Kubectl.Delete("looped");
        _ = Script.Try("unwire", Node.Name, Tool);
        _ = Script.Try("unwire", Node.Name, Source);
    }

    private static FrameSender SenderBehind(string node, string nic, string device)
    {
        using var behind = new TestNode(node).Behind(nic);
        return new(behind, device);
    }
}
