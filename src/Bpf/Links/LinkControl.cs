using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Links.LinkAttribute;

namespace K8sMirror.Bpf.Links;

/// <summary>Creates and changes interfaces in the network namespace in which it was opened, from any thread. Not thread-safe.</summary>
public sealed class LinkControl : IDisposable
{
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route);
    private readonly LinkReader reader = new();

    /// <summary>Creates a pair; on an error nothing is left behind.</summary>
    /// <returns>Both ends in their current state.</returns>
    /// <exception cref="KernelException">EEXIST: a name is taken; ERANGE or EINVAL: a name is invalid.</exception>
    public (Link End, Link Peer) CreateVeth(VethPair pair)
    {
        var request = new NetlinkMessage(RTM_NEWLINK, NetlinkMessage.Create | NetlinkMessage.Exclusive);
        AddEnd(request, pair, pair.Name, pair.Index);
        request.Nest(IFLA_LINKINFO, info => info
            .Put(IFLA_INFO_KIND, "veth")
            .Nest(IFLA_INFO_DATA, data => data.Nest(VETH_INFO_PEER, peer => AddEnd(peer, pair, pair.PeerName, pair.PeerIndex))));
        socket.Do(request, $"create the veth pair {pair.Name}, {pair.PeerName}");

        var links = reader.Read();
        var end = Find(links, pair.Name);
        var peer = Find(links, pair.PeerName);
        try
        {
            FinishEnd(end, pair);
            FinishEnd(peer, pair);
        }
        catch (KernelException)
        {
            Delete(end.Index);
            throw;
        }
        return (end with { Alias = pair.Alias }, peer with { Alias = pair.Alias });
    }

    /// <summary>Deletes an interface, and with a veth its other end.</summary>
    /// <exception cref="KernelException">ENODEV; EOPNOTSUPP: it is hardware.</exception>
    public void Delete(int index) =>
        socket.Do(new NetlinkMessage(RTM_DELLINK).Add(new LinkHeader { IfiIndex = index }), $"delete interface {index}");

    /// <summary>Sets it up or down.</summary>
    public void SetUp(int index, bool up) => socket.Do(
        new NetlinkMessage(RTM_NEWLINK).Add(new LinkHeader { IfiIndex = index, IfiFlags = up ? IFF_UP : 0, IfiChange = IFF_UP }),
        $"set interface {index} {(up ? "up" : "down")}");

    /// <summary>Sets the MTU, bytes without the Ethernet header.</summary>
    public void SetMtu(int index, int mtu) => socket.Do(Change(index).Put(IFLA_MTU, mtu), $"set the MTU of interface {index} to {mtu}");

    /// <summary>Sets the alias.</summary>
    public void SetAlias(int index, string alias) => socket.Do(Change(index).Put(IFLA_IFALIAS, alias), $"set the alias of interface {index}");

    /// <summary>Renames it; before Linux 6.2 it must be down.</summary>
    public void Rename(int index, string name) => socket.Do(Change(index).Put(IFLA_IFNAME, name), $"rename interface {index} to {name}");

    /// <summary>Moves it to another network namespace; it arrives down, and may get another index there.</summary>
    public void MoveTo(int index, NetNs to)
    {
        using var use = to.Handle.Use();
        socket.Do(Change(index).Put(IFLA_NET_NS_FD, use.Descriptor), $"move interface {index} to another network namespace");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        reader.Dispose();
    }

    private static NetlinkMessage Change(int index) => new NetlinkMessage(RTM_NEWLINK).Add(new LinkHeader { IfiIndex = index });

    private static void AddEnd(NetlinkMessage message, VethPair pair, string name, int index)
    {
        var header = new LinkHeader { IfiIndex = index };
        (header.IfiFlags, header.IfiChange) = pair.Silent ? (IFF_NOARP, IFF_NOARP) : (0, 0);
        message.Add(header).Put(IFLA_IFNAME, name);
        if (pair.Mtu > 0)
        {
            message.Put(IFLA_MTU, pair.Mtu);
        }
        if (pair.Queues > 0)
        {
            message.Put(IFLA_NUM_TX_QUEUES, pair.Queues).Put(IFLA_NUM_RX_QUEUES, pair.Queues);
        }
    }

    // The kernel accepts these only for an existing device, and ignores them in the message that creates it.
    private void FinishEnd(Link end, VethPair pair)
    {
        if (pair.Alias.Length > 0)
        {
            SetAlias(end.Index, pair.Alias);
        }
        if (pair.Silent && Directory.Exists("/proc/sys/net/ipv6"))
        {
            var request = Change(end.Index).Nest(IFLA_AF_SPEC, families => families.Nest(
                AF_INET6, ipv6 => ipv6.Put(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)));
            socket.Do(request, $"keep IPv6 off {end.Name}");
        }
    }

    private static Link Find(LinkTable links, string name) =>
        links.ByName(name) ?? throw new KernelException(Errno.ENODEV, $"find {name}, just made");
}
