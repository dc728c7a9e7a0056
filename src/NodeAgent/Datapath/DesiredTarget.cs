namespace K8sMirror.NodeAgent.Datapath;

/// <summary>A target of one source hook, as the kernel must know it.</summary>
/// <param name="Name">Interface name.</param>
/// <param name="Index">Interface index now.</param>
/// <param name="MaxFrame">Largest frame in bytes, with Ethernet header, without VLAN tags.</param>
/// <param name="IsUp">False if the NIC is known to be down.</param>
/// <param name="IsTunnel">True if what it sends is a packet of this node around the frame.</param>
internal sealed record DesiredTarget(string Name, int Index, uint MaxFrame, bool IsUp, bool IsTunnel);
