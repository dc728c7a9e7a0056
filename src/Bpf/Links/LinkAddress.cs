using System.Net;

namespace K8sMirror.Bpf.Links;

/// <summary>An IP address of a NIC.</summary>
/// <param name="Index">Interface index of the NIC, in the requested namespace.</param>
/// <param name="Address">IPv4 or IPv6 address, without a scope.</param>
public sealed record LinkAddress(int Index, IPAddress Address);
