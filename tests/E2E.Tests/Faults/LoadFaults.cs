using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>More than a node may spend on copies.</summary>
internal static class LoadFaults
{
    // At full speed, for longer than a CPU may exceed its budget.
    private const int Burst = 50_000;

    // The same frame repeatedly, which looks like a loop but is none. The node's own stack ignores it.
    private static readonly byte[] Frame = new PacketBuilder().EtherType(0x88b5).Numbered(0).PadTo().Build();

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All(FaultSite site) => [Generator(site)];

    private static Fault Generator(FaultSite site)
    {
        FrameSender? sender = null;
        return new("a device sends the same at full speed", () => sender = site.Open(SenderBehind("node-2", "eth1")), site.Close,
            [new("Shedding", "node=node-2", "mirror=one-to-many")], "CopiesDropped")
        {
            Provoke = () =>
            {
                for (var i = 0; i < Burst; i++)
                {
                    _ = sender!.TrySend(Frame);
                }
            },
        };
    }

    private static FrameSender SenderBehind(string node, string nic)
    {
        using var behind = new TestNode(node).Behind(nic);
        return new(behind, nic);
    }
}
