using System.Net;
using System.Net.Sockets;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>Checks the addresses of a tunnel: each must be that of one host, to which packets are routed.</summary>
internal static class TunnelAddresses
{
    /// <summary>What is wrong; empty if nothing is.</summary>
    /// <param name="tunnel">As written.</param>
    /// <param name="path">Path of the field.</param>
    public static IEnumerable<Finding> Validate(TargetTunnel tunnel, string path)
    {
        var remoteProblem = Problem(tunnel.Remote);
        if (remoteProblem is not null)
        {
            yield return new(Reasons.Invalid, $"{path}.remote", $"{Quoting.Quote(tunnel.Remote)} {remoteProblem}");
        }
        if (string.IsNullOrEmpty(tunnel.SourceAddress))
        {
            yield break;
        }
        if (Problem(tunnel.SourceAddress) is { } problem)
        {
            yield return new(Reasons.Invalid, $"{path}.sourceAddress", $"{Quoting.Quote(tunnel.SourceAddress)} {problem}");
        }
        else if (remoteProblem is null && IsV6(tunnel.SourceAddress) != IsV6(tunnel.Remote))
        {
            yield return new(
                Reasons.Invalid, $"{path}.sourceAddress",
                $"{Quoting.Quote(tunnel.SourceAddress)} is an IPv{(IsV6(tunnel.Remote) ? 4 : 6)} address, but remote is an IPv{(IsV6(tunnel.Remote) ? 6 : 4)} one; write one of the same family");
        }
    }

    /// <summary>Null if it is the address of one host; else what it is, to follow the quoted text.</summary>
    private static string? Problem(string text)
    {
        if (text.Length == 0)
        {
            return "is empty; write an IP address";
        }
        if (text.Length > TargetLimits.AddressLength || text.Contains('/', StringComparison.Ordinal) || AddressPrefix.Parse(text, out var problem) == default && problem is not null)
        {
            return text.Contains('%', StringComparison.Ordinal) ? "has a zone; write an address that is routed" : "is no IP address; write one like 192.0.2.10 or 2001:db8::10";
        }
        var address = IPAddress.Parse(text);
        return address.IsIPv4MappedToIPv6 ? $"is an IPv4 address in IPv6's form; write {address.MapToIPv4()}"
            : IsMulticast(address) ? "is a multicast address; write that of one host"
            : IPAddress.IsLoopback(address) ? "is a loopback address; a collector is another host"
            : address.IsIPv6LinkLocal ? "is a link-local address, which needs a zone; write an address that is routed"
            : IsNobody(address) ? "is no host's address; write that of the host"
            : null;
    }

    private static bool IsV6(string address) => address.Contains(':', StringComparison.Ordinal);

    private static bool IsMulticast(IPAddress address) => address.IsIPv6Multicast || (IsV4(address) && address.GetAddressBytes()[0] is >= 224 and < 240);

    // "This network" (RFC 1122) and the broadcast address, and IPv6's unspecified one.
    private static bool IsNobody(IPAddress address) =>
        IsV4(address) ? address.GetAddressBytes()[0] == 0 || address.Equals(IPAddress.Broadcast) : address.Equals(IPAddress.IPv6Any);

    private static bool IsV4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
