using System.Net;
using System.Runtime.InteropServices;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Links.LinkAttribute;

namespace K8sMirror.Bpf.Links;

/// <summary>
/// Reads other network namespaces without entering them (Linux 4.20; CAP_NET_ADMIN). It identifies them by the numbers that NICs of the namespace in
/// which it was opened report (<see cref="Link.LowerNamespace"/>). From any thread. Not thread-safe.
/// </summary>
public sealed class NamespaceReader : IDisposable
{
    private const int AddressHeaderSize = 8;
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route, strict: true);

    /// <summary>IP addresses of the NICs of a namespace; null if no namespace has this number (any more).</summary>
    /// <exception cref="KernelException">EACCES: CAP_NET_ADMIN is missing; EAGAIN: they kept changing while they were read.</exception>
    public IReadOnlyList<LinkAddress>? ReadAddresses(int number) => IfThere(() => socket.DumpAll(
        new NetlinkMessage(RTM_GETADDR, NetlinkMessage.Dump).Add(new AddressHeader()).Put(IFA_TARGET_NETNSID, number),
        ParseAddress,
        $"list the addresses in network namespace {number}"));

    /// <summary>The NICs of a namespace; null if no namespace has this number (any more).</summary>
    /// <exception cref="KernelException">EACCES: CAP_NET_ADMIN is missing; EAGAIN: they kept changing while they were read.</exception>
    public IReadOnlyList<Link>? ReadLinks(int number) => IfThere(() => socket.DumpAll(
        new NetlinkMessage(RTM_GETLINK, NetlinkMessage.Dump).Add(new LinkHeader()).Put(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS).Put(IFLA_TARGET_NETNSID, number),
        LinkMessages.Parse,
        $"list the interfaces in network namespace {number}"));

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    // rtnl_get_net_ns_capable of net/core/rtnetlink.c returns this error for an unused number.
    private static List<T>? IfThere<T>(Func<List<T>> read)
    {
        try
        {
            return read();
        }
        catch (KernelException e) when (e.Errno == Errno.EINVAL)
        {
            return null;
        }
    }

    internal static LinkAddress? ParseAddress(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != RTM_NEWADDR || payload.Length < AddressHeaderSize)
        {
            return null;
        }
        var index = (int)MemoryMarshal.Read<AddressHeader>(payload).IfaIndex;
        IPAddress? address = null, local = null;
        var attributes = new NetlinkAttributes(payload[AddressHeaderSize..]);
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case IFA_ADDRESS when attributes.Value.Length is 4 or 16:
                    address = new(attributes.Value);
                    break;
                // On a point-to-point NIC the other attribute is the peer's address.
                case IFA_LOCAL when attributes.Value.Length is 4 or 16:
                    local = new(attributes.Value);
                    break;
            }
        }
        return (local ?? address) is { } own ? new(index, own) : null;
    }
}
