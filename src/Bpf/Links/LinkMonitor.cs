using System.Runtime.InteropServices;
using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Threads;

namespace K8sMirror.Bpf.Links;

/// <summary>
/// Tells at once that interfaces of the network namespace in which it was opened have changed (RTNLGRP_LINK). It says that, not what:
/// the owner reads the whole list again, so nothing depends on the order or the completeness of events.
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
        socket = LibC.OpenSocket(LibC.AF_NETLINK, LibC.SOCK_RAW, protocol: 0);
        using (var use = socket.Use())
        {
            var size = BufferSize;
            _ = LibC.SetOption(use.Descriptor, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, &size, sizeof(int));
            var address = new LibC.NetlinkAddress { Family = LibC.AF_NETLINK, Groups = RTMGRP_LINK };
            if (LibC.Bind(use.Descriptor, &address, sizeof(LibC.NetlinkAddress)) != 0)
            {
                var failure = LibC.Failure("watch the interfaces");
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

    // One wake for all that is there. The messages' contents do not matter, so they are cut to nothing.
    private static LinkWake Drain(int descriptor)
    {
        const int DontWait = 0x40;
        byte nothing;
        var why = LinkWake.Changed;
        while (true)
        {
            if (LibC.Receive(descriptor, &nothing, 0, DontWait) >= 0)
            {
                continue;
            }
            switch (Marshal.GetLastPInvokeError())
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
