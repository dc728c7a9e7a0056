using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Routes.RouteAbi;

namespace K8sMirror.Bpf.Routes;

/// <summary>Parses RTM_NEWROUTE, RTM_NEWNEIGH and RTM_DELNEIGH messages.</summary>
internal static class RouteMessages
{
    private const int HeaderSize = 12;

    public static byte FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? AF_INET : AF_INET6;

    public static Route? ParseRoute(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != RTM_NEWROUTE || payload.Length < HeaderSize)
        {
            return null;
        }
        var header = MemoryMarshal.Read<RouteHeader>(payload);
        var route = new Route { Type = (RouteType)header.RtmType, PrefixLength = header.RtmDstLen };
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            route = attributes.Type switch
            {
                RTA_OIF => route with { Index = (int)attributes.UInt },
                RTA_GATEWAY => route with { Gateway = Address(attributes.Value) },
                // struct rtvia: the family, then the address.
                RTA_VIA when attributes.Value.Length > 2 => route with { Gateway = Address(attributes.Value[2..]) },
                RTA_PREFSRC => route with { Source = Address(attributes.Value) },
                RTA_METRICS => route with { Mtu = MtuOf(attributes.Value) },
                RTA_ENCAP_TYPE => route with { Wraps = true },
                _ => route,
            };
        }
        return route;
    }

    /// <summary>Also null for a bridge's table of MAC addresses, which uses the same messages. A deleted neighbour has the state "none".</summary>
    public static Neighbour? ParseNeighbour(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type is not (RTM_NEWNEIGH or RTM_DELNEIGH) || payload.Length < HeaderSize)
        {
            return null;
        }
        var header = MemoryMarshal.Read<NeighbourHeader>(payload);
        if (header.NdmFamily is not (AF_INET or AF_INET6))
        {
            return null;
        }
        IPAddress? address = null;
        MacAddress mac = default;
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case NDA_DST:
                    address = Address(attributes.Value);
                    break;
                case NDA_LLADDR when attributes.Value.Length == MacAddress.Size:
                    mac = new(attributes.Value);
                    break;
            }
        }
        var state = type == RTM_NEWNEIGH ? (NeighbourState)header.NdmState : NeighbourState.None;
        return address is null ? null : new(header.NdmIfindex, address, state, mac);
    }

    private static IPAddress? Address(ReadOnlySpan<byte> bytes) => bytes.Length is 4 or 16 ? new(bytes) : null;

    private static int MtuOf(ReadOnlySpan<byte> nested)
    {
        var attributes = new NetlinkAttributes(nested);
        while (attributes.MoveNext())
        {
            if (attributes.Type == RTAX_MTU)
            {
                return (int)attributes.UInt;
            }
        }
        return 0;
    }
}
