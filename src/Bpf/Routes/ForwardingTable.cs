using System.Runtime.InteropServices;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Routes.RouteAbi;

namespace K8sMirror.Bpf.Routes;

/// <summary>Forwarding tables of bridges in the network namespace in which it was opened, from any thread. Not thread-safe.</summary>
public sealed class ForwardingTable : IDisposable
{
    private const int HeaderSize = 12;
    private readonly NetlinkSocket socket = new(NetlinkSocket.Route, strict: true);

    /// <summary>The port behind which a bridge has seen a MAC address; 0 if none, or several in different VLANs.</summary>
    /// <param name="bridge">Interface index of the bridge.</param>
    /// <param name="mac">MAC address.</param>
    /// <exception cref="KernelException">ENODEV: no such bridge.</exception>
    public int FindPort(int bridge, MacAddress mac)
    {
        var entries = socket.DumpAll(
            new NetlinkMessage(RTM_GETNEIGH, NetlinkMessage.Dump).Add(new NeighbourHeader { NdmFamily = AF_BRIDGE }).Put(NDA_MASTER, bridge),
            Parse,
            $"list the forwarding entries of bridge {bridge}");
        return entries.Where(e => e.Bridge == bridge && e.Mac == mac).Select(e => e.Port).Distinct().ToList() is [var port] ? port : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    internal static Entry? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != RTM_NEWNEIGH || payload.Length < HeaderSize)
        {
            return null;
        }
        var (port, bridge, mac) = (MemoryMarshal.Read<NeighbourHeader>(payload).NdmIfindex, 0, default(MacAddress));
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case NDA_MASTER:
                    bridge = (int)attributes.UInt;
                    break;
                case NDA_LLADDR when attributes.Value.Length == MacAddress.Size:
                    mac = new(attributes.Value);
                    break;
            }
        }
        return new(port, bridge, mac);
    }

    internal sealed record Entry(int Port, int Bridge, MacAddress Mac);
}
