using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>Faults of collectors and of the routes to them.</summary>
internal static class CollectorFaults
{
    private const string Nic = "eth8";
    private const string Here = "198.51.100.1";
    private static readonly string[] Collectors = ["198.51.100.2", "198.51.100.3", "198.51.100.4"];
    private static readonly TestNode Node = FaultSite.Nodes[2];

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        new("a collector does not answer", () => Begin("unreachable", () => Behind($"addr del {Collectors[0]}/24 dev {Nic}"), To(0, "VXLAN", 42)), () => End("unreachable"),
            [new("CollectorUnreachable", $"node={Node.Name}", $"target=vxlan:42@{Collectors[0]}"), new("MirrorNotProgrammed", $"node={Node.Name}", "mirror=unreachable")]),
        new("a frame and a tunnel's headers are more than fits", () => Begin("tight", () => { }, To(0, "GRE", 7), mtu: 1400), () => End("tight"),
            [new("TunnelTooNarrow", $"node={Node.Name}", "mirror=tight", $"target=gre:7@{Collectors[0]}")]),
        // All frames of the steady traffic belong to one conversation.
        new("one conversation is all that three collectors share",
            () => Begin("spread", () => { }, string.Join(", ", Collectors.Select((_, i) => To(i, "VXLAN", 43))), distribution: "FlowHash"), () => End("spread"),
            [new("UnevenShares", "mirror=spread")]),
    ];

    private static string To(int collector, string type, int id) => $"{{name: to-{collector}, tunnel: {{type: {type}, remote: {Collectors[collector]}, id: {id}}}}}";

    /// <summary>A separate NIC leads to the collectors, and a mirror to them exists before the fault.</summary>
    private static void Begin(string mirror, Action fault, string targets, int mtu = 1600, string distribution = "Replicate")
    {
        _ = Script.Run("wire", Node.Name, Nic);
        foreach (var address in Collectors)
        {
            Behind($"addr add {address}/24 dev {Nic}");
        }
        Behind($"link set {Nic} mtu {mtu} arp on");
        using (var node = Node.Open())
        {
            node.Ip($"link set {Nic} mtu {mtu} arp on");
            node.Ip($"addr add {Here}/24 dev {Nic}");
        }
        fault();
        Kubectl.Apply($$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: {{mirror}}}
            spec:
              nodeSelector: {matchLabels: {kubernetes.io/hostname: {{Node.Name}}} }
              sources: [{interface: eth1, direction: Ingress}]
              targets: [{{targets}}]
              distribution: {{distribution}}
            """);
    }

    private static void End(string mirror)
    {
        Kubectl.Delete(mirror);
        _ = Script.Try("unwire", Node.Name, Nic);
    }

    private static void Behind(string words)
    {
        using var behind = Node.Behind(Nic);
        behind.Ip(words);
    }
}
