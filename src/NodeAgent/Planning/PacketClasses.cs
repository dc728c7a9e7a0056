namespace K8sMirror.NodeAgent.Planning;

/// <summary>
/// Kinds of packets that a target takes whole, super-packets and unfinished checksums included, because it segments and checksums by
/// itself. Bits are those of <c>enum k8sm_class</c> in bpf/k8smirror_abi.h.
/// </summary>
[Flags]
public enum PacketClasses
{
    /// <summary>The node cuts and checksums everything.</summary>
    None = 0,

    /// <summary>TCP over IPv4, without VLAN tags.</summary>
    Tcp4 = 1,

    /// <summary>TCP over IPv6, without VLAN tags and extension headers.</summary>
    Tcp6 = 2,

    /// <summary>Everything else.</summary>
    Other = 4,

    /// <summary>Everything.</summary>
    All = Tcp4 | Tcp6 | Other,
}
