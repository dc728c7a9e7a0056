using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>Cables, ports and links.</summary>
internal static class NicFaults
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        new("a tool's cable is pulled", () => Far("node-1", "eth3", "down"), () => Far("node-1", "eth3", "up"),
            [new("ToolDown", "node=node-1", "mirror=one-to-many", "target=eth3"), new("MirrorNotProgrammed", "node=node-1", "mirror=line-2")],
            "CopiesDropped"),
        new("a NIC is taken out", () => Script.Run("unwire", "node-2", "eth5"), () => Script.Run("wire", "node-2", "eth5"),
            [new("MirrorNotProgrammed", "node=node-2", "mirror=many-to-one")], "CopiesDropped"),
        new("a tool's NIC is too narrow", () => Link("node-3", "eth3", "mtu", "1000"), () => Link("node-3", "eth3", "mtu", "1500"),
            [new("CopiesDropped", "node=node-3", "target=eth3", "source=eth1")]),
        new("a tool's NIC takes copies and drops them later",
            () => Queue("add", "root", "handle", "1:", "tbf", "rate", "8kbit", "burst", "3000", "limit", "10000000"), () => Queue("del", "root"),
            [new("TargetQueueDrops", "node=node-3", "target=eth3")], "CopiesDropped")
        {
            // Packets in a queue that is replaced are dropped.
            Provoke = () =>
            {
                Queue("replace", "parent", "1:1", "pfifo", "limit", "100000");
                Queue("replace", "parent", "1:1", "bfifo", "limit", "10000000");
            },
        },
    ];

    private static void Link(string node, string nic, params string[] words) => Script.Run(["in", node, "ip", "link", "set", nic, .. words]);

    private static void Queue(string verb, params string[] words)
    {
        using var node = new TestNode("node-3").Open();
        node.Exec("tc", ["qdisc", verb, "dev", "eth3", .. words]);
    }

    private static void Far(string node, string nic, string state)
    {
        using var behind = new TestNode(node).Behind(nic);
        behind.Ip($"link set {nic} {state}");
    }
}
