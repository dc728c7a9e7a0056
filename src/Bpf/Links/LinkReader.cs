using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Links.LinkAttribute;

namespace K8sMirror.Bpf.Links;

/// <summary>Reads the interfaces of the network namespace in which it was opened, from any thread. Not thread-safe.</summary>
public sealed class LinkReader : IDisposable
{
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route);
    private readonly EthtoolFeatures features = new();

    /// <summary>All interfaces, in one consistent list.</summary>
    /// <exception cref="KernelException">EAGAIN: they kept changing while they were read.</exception>
    public LinkTable Read()
    {
        var request = new NetlinkMessage(RTM_GETLINK, NetlinkMessage.Dump)
            .Add(new LinkHeader())
            .Put(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        return new([.. socket.DumpAll(request, LinkMessages.Parse, "list the interfaces").Select(WithOffloads)]);
    }

    /// <summary>One interface, without its offloads; null if there is none with this index.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public Link? Find(int index)
    {
        try
        {
            var request = new NetlinkMessage(RTM_GETLINK).Add(new LinkHeader { IfiIndex = index }).Put(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
            return socket.Ask(request, LinkMessages.Parse, $"read interface {index}");
        }
        catch (KernelException e) when (e.Errno == Errno.ENODEV)
        {
            return null;
        }
    }

    /// <summary>Counters of one interface.</summary>
    /// <exception cref="KernelException">ENODEV: no such interface.</exception>
    public LinkStatistics ReadStatistics(int index) => socket.Ask(
        new NetlinkMessage(RTM_GETLINK).Add(new LinkHeader { IfiIndex = index }),
        LinkMessages.ParseStatistics,
        $"read the counters of interface {index}");

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        features.Dispose();
    }

    private Link WithOffloads(Link link)
    {
        if (!link.IsHardware)
        {
            return link;
        }
        try
        {
            return link with { Offloads = SegmentationFeatures.Of(features.ReadActive(link.Name)) };
        }
        catch (KernelException)
        {
            // It is gone by now, or its driver does not report them.
            return link;
        }
    }
}
