using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>A target of one source hook, as the kernel must know it.</summary>
/// <param name="Id">Target id; for a NIC its name.</param>
/// <param name="Index">Interface index now.</param>
/// <param name="MaxFrame">Largest frame in bytes, with Ethernet header, without VLAN tags.</param>
/// <param name="IsUp">False if the NIC is known to be down.</param>
/// <param name="IsTunnel">True if it sends the frame in a packet of this node.</param>
/// <param name="Takes">Classes of packets that it takes whole.</param>
/// <param name="Level">0 is shed last.</param>
/// <param name="Treatment">Of the edge.</param>
/// <param name="IsVirtual">True if it is not hardware.</param>
internal sealed record DesiredTarget(
    string Id, int Index, uint MaxFrame, bool IsUp, bool IsTunnel, PacketClasses Takes = PacketClasses.None, int Level = 0, Treatment Treatment = default,
    bool IsVirtual = true)
{
    /// <summary>How copies get to it, if it is a collector; null for a NIC.</summary>
    public TunnelWay? Way { get; init; }

    /// <summary>Milliseconds within which it gets the same packet once; 0: each time.</summary>
    public int WindowMs { get; init; }
}
