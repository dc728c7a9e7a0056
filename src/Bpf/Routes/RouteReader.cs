using System.Net;
using System.Net.Sockets;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Routes.RouteAbi;

namespace K8sMirror.Bpf.Routes;

/// <summary>
/// Looks up routes and rules in the network namespace in which it was opened, from any thread, as for a packet that the node itself sends.
/// Not thread-safe.
/// </summary>
public sealed class RouteReader : IDisposable
{
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route);

    /// <summary>What the kernel does with a packet to this address.</summary>
    /// <param name="destination">IPv4 or IPv6; a link-local one's scope is the NIC that it has to leave by.</param>
    /// <param name="source">
    /// Address that it is sent from; null to let the kernel choose one. IPv4 has no route from an address that is not the node's.
    /// </param>
    /// <exception cref="KernelException">The lookup failed.</exception>
    public Route Find(IPAddress destination, IPAddress? source = null) => Find(destination, source, flags: 0);

    /// <summary>
    /// The entry of the routing tables that a packet to this address matches (Linux 4.13); with several next hops, it has no NIC.
    /// </summary>
    /// <exception cref="KernelException">The lookup failed.</exception>
    public Route FindEntry(IPAddress destination) => Find(destination, null, RTM_F_FIB_MATCH);

    private Route Find(IPAddress destination, IPAddress? source, uint flags)
    {
        var request = new NetlinkMessage(RTM_GETROUTE)
            .Add(new RouteHeader
            {
                RtmFamily = RouteMessages.FamilyOf(destination),
                RtmDstLen = BitsOf(destination),
                RtmSrcLen = source is null ? (byte)0 : BitsOf(source),
                RtmFlags = flags,
            })
            .Put(RTA_DST, destination.GetAddressBytes());
        if (source is not null)
        {
            request.Put(RTA_SRC, source.GetAddressBytes());
        }
        if (destination.AddressFamily == AddressFamily.InterNetworkV6 && destination.ScopeId > 0)
        {
            request.Put(RTA_OIF, (int)destination.ScopeId);
        }
        try
        {
            return socket.Ask(request, RouteMessages.ParseRoute, $"look up the route to {destination}");
        }
        catch (KernelException e) when (Refusal(e.Errno) is { } type)
        {
            return new() { Type = type };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static byte BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? (byte)32 : (byte)128;

    // The kernel does not return a route that refuses packets; the lookup fails with the error that a sender would get (fib_props of
    // net/ipv4/fib_semantics.c, ip6_rt_type_to_error of net/ipv6/route.c). ENODEV: the scope's NIC is gone, or has no IPv6.
    private static RouteType? Refusal(int errno) => errno switch
    {
        Errno.ENETUNREACH or Errno.ENODEV or Errno.ENETDOWN => RouteType.None,
        Errno.EHOSTUNREACH => RouteType.Unreachable,
        Errno.EACCES => RouteType.Prohibit,
        Errno.EINVAL => RouteType.Blackhole,
        _ => null,
    };
}
