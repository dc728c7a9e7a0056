using K8sMirror.Bpf.Netlink;
using K8sMirror.Bpf.Threads;
using Tmds.Linux;

namespace K8sMirror.Bpf.Links;

/// <summary>
/// Signals at once that interfaces in the network namespace in which it was opened have changed (RTNLGRP_LINK). It does not say what changed:
/// the owner reads the whole list again, so nothing depends on the order or completeness of events.
/// </summary>
public sealed unsafe class LinkMonitor : IDisposable
{
    private const uint RTMGRP_LINK = 1;
    private const int BufferSize = 1 << 20;

    private readonly KernelHandle socket;
    private readonly DescriptorWatch watch;

    /// <summary>Starts.</summary>
    /// <param name="wake">Called on the monitor's thread for each batch of changes; must not block. Several changes may be one call.</param>
    /// <exception cref="KernelException">The socket was refused.</exception>
    public LinkMonitor(Action<LinkWake> wake)
    {
        socket = KernelHandle.OpenSocket(LibC.AF_NETLINK, LibC.SOCK_RAW, protocol: 0);
        using (var use = socket.Use())
        {
            var size = BufferSize;
            _ = LibC.setsockopt(use.Descriptor, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, &size, sizeof(int));
            var address = new NetlinkAddress { Family = (ushort)LibC.AF_NETLINK, Groups = RTMGRP_LINK };
            if (LibC.bind(use.Descriptor, (sockaddr*)&address, sizeof(NetlinkAddress)) != 0)
            {
                var failure = KernelException.Last("watch the interfaces");
                socket.Dispose();
                throw failure;
            }
        }
        watch = new(socket, "link monitor", descriptor => wake(Drain(descriptor)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watch.Dispose();
        socket.Dispose();
    }

    // One wake for all pending messages. Their contents do not matter, so they are truncated to nothing.
    private static LinkWake Drain(int descriptor)
    {
        byte nothing;
        var why = LinkWake.Changed;
        while (true)
        {
            if (LibC.recv(descriptor, &nothing, 0, LibC.MSG_DONTWAIT) >= 0)
            {
                continue;
            }
            switch (LibC.errno)
            {
                case Errno.ENOBUFS:
                    why = LinkWake.Lost;
                    break;
                case Errno.EINTR:
                    break;
                default:
                    return why;
            }
        }
    }
}
