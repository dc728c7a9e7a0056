using System.Runtime.InteropServices;
using K8sMirror.Bpf.Netlink;
using K8sMirror.Bpf.Threads;
using Tmds.Linux;
using static K8sMirror.Bpf.Routes.RouteAbi;

namespace K8sMirror.Bpf.Routes;

/// <summary>
/// Signals at once that something that affects routing has changed in the network namespace in which it was opened: routes, rules, next
/// hops, addresses, interfaces and neighbours. It does not say what: the owner looks up routes again, so nothing depends on the order or
/// completeness of events.
/// </summary>
public sealed unsafe class RouteMonitor : IDisposable
{
    private const int BufferSize = 1 << 20;

    // A neighbour's message is far shorter; only the type of the others is read.
    private const int MessageSize = 2048;

    private readonly KernelHandle socket;
    private readonly DescriptorWatch watch;
    private readonly Action wake;
    private readonly Func<Neighbour, bool> matters;

    /// <summary>Starts.</summary>
    /// <param name="wake">Called on the monitor's thread for each batch of changes; must not block. Several changes may be one call.</param>
    /// <param name="matters">
    /// Called on the monitor's thread for each neighbour that has changed; false if it needs no wake-up. A busy node has hundreds of them per
    /// second. A deleted one has the state <see cref="NeighbourState.None"/>.
    /// </param>
    /// <exception cref="KernelException">The socket was refused.</exception>
    public RouteMonitor(Action wake, Func<Neighbour, bool> matters)
    {
        (this.wake, this.matters) = (wake, matters);
        socket = KernelHandle.OpenSocket(LibC.AF_NETLINK, LibC.SOCK_RAW, protocol: 0);
        using (var use = socket.Use())
        {
            var size = BufferSize;
            _ = LibC.setsockopt(use.Descriptor, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, &size, sizeof(int));
            var address = new NetlinkAddress
            {
                Family = (ushort)LibC.AF_NETLINK,
                Groups = Bit(RTNLGRP_LINK) | Bit(RTNLGRP_NEIGH) | Bit(RTNLGRP_IPV4_IFADDR) | Bit(RTNLGRP_IPV4_ROUTE) | Bit(RTNLGRP_IPV4_RULE)
                    | Bit(RTNLGRP_IPV6_IFADDR) | Bit(RTNLGRP_IPV6_ROUTE) | Bit(RTNLGRP_IPV6_RULE) | Bit(RTNLGRP_NEXTHOP),
            };
            if (LibC.bind(use.Descriptor, (sockaddr*)&address, sizeof(NetlinkAddress)) != 0)
            {
                var failure = KernelException.Last("watch the routes");
                socket.Dispose();
                throw failure;
            }
        }
        watch = new(socket, "route monitor", descriptor =>
        {
            if (Drain(descriptor))
            {
                this.wake();
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watch.Dispose();
        socket.Dispose();
    }

    private static uint Bit(int group) => 1u << (group - 1);

    // One wake for all pending messages.
    private bool Drain(int descriptor)
    {
        var buffer = stackalloc byte[MessageSize];
        var news = false;
        while (true)
        {
            var size = (int)LibC.recv(descriptor, buffer, MessageSize, LibC.MSG_DONTWAIT);
            if (size >= 0)
            {
                news |= IsNews(new(buffer, size));
                continue;
            }
            switch (LibC.errno)
            {
                case Errno.ENOBUFS:
                    news = true; // Some events are missing.
                    break;
                case Errno.EINTR:
                    break;
                default:
                    return news;
            }
        }
    }

    private bool IsNews(ReadOnlySpan<byte> message)
    {
        if (message.Length < NetlinkMessage.HeaderSize)
        {
            return false;
        }
        var type = MemoryMarshal.Read<ushort>(message[4..]);
        return type is not (RTM_NEWNEIGH or RTM_DELNEIGH)
            || (RouteMessages.ParseNeighbour(type, message[NetlinkMessage.HeaderSize..]) is { } neighbour && matters(neighbour));
    }
}
