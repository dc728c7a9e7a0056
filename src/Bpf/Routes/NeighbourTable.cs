using System.Net;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Routes.RouteAbi;

namespace K8sMirror.Bpf.Routes;

/// <summary>The neighbours in the network namespace in which it was opened, from any thread. Not thread-safe.</summary>
public sealed class NeighbourTable : IDisposable
{
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route);

    /// <summary>The kernel's entry for one address; null if there is none (Linux 5.0).</summary>
    /// <exception cref="KernelException">ENODEV: no such NIC.</exception>
    public Neighbour? Find(int index, IPAddress address)
    {
        try
        {
            var request = new NetlinkMessage(RTM_GETNEIGH).Add(Header(index, address)).Put(NDA_DST, address.GetAddressBytes());
            return socket.Ask(request, RouteMessages.ParseNeighbour, $"look up the neighbour {address} on interface {index}");
        }
        catch (KernelException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>
    /// Tells the kernel that the neighbour is in use, as if a packet had been sent to it: an unknown or failed one is resolved at once,
    /// a stale one probed within seconds, and a fresh one is left alone. It does not wait for the answer. Never use it for an entry that an administrator
    /// has made permanent: since Linux 5.16 it becomes an ordinary one (NEIGH_UPDATE_F_USE of net/core/neighbour.c).
    /// </summary>
    /// <exception cref="KernelException">ENODEV: no such NIC; EPERM; ENOBUFS: the table is full.</exception>
    public void Use(int index, IPAddress address)
    {
        var header = Header(index, address);
        header.NdmFlags = NTF_USE;
        socket.Do(
            new NetlinkMessage(RTM_NEWNEIGH, NetlinkMessage.Create | NetlinkMessage.Replace).Add(header).Put(NDA_DST, address.GetAddressBytes()),
            $"have the neighbour {address} on interface {index} asked");
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static NeighbourHeader Header(int index, IPAddress address) => new() { NdmFamily = RouteMessages.FamilyOf(address), NdmIfindex = index };
}
