using System.Runtime.InteropServices;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Links.LinkAttribute;

namespace K8sMirror.Bpf.Links;

/// <summary>Parses RTM_NEWLINK messages.</summary>
internal static class LinkMessages
{
    private const int HeaderSize = 16;

    public static Link? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != RTM_NEWLINK || payload.Length < HeaderSize)
        {
            return null;
        }
        var header = MemoryMarshal.Read<LinkHeader>(payload);
        var link = new Link
        {
            Index = header.IfiIndex,
            Name = "",
            HardwareType = header.IfiType,
            IsUp = (header.IfiFlags & IFF_UP) != 0,
            HasCarrier = (header.IfiFlags & IFF_LOWER_UP) != 0,
            IsLoopback = (header.IfiFlags & IFF_LOOPBACK) != 0,
            IsPointToPoint = (header.IfiFlags & IFF_POINTOPOINT) != 0,
            IsNoArp = (header.IfiFlags & IFF_NOARP) != 0,
        };
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            link = attributes.Type switch
            {
                // For tunnels it is an IP address, for InfiniBand 20 bytes.
                IFLA_ADDRESS when attributes.Value.Length == MacAddress.Size => link with { Address = new(attributes.Value) },
                IFLA_IFNAME => link with { Name = attributes.Name },
                IFLA_MTU => link with { Mtu = (int)attributes.UInt },
                IFLA_LINK => link with { LowerIndex = (int)attributes.UInt },
                IFLA_LINK_NETNSID => link with { LowerNamespace = (int)attributes.UInt },
                IFLA_MASTER => link with { MasterIndex = (int)attributes.UInt },
                IFLA_IFALIAS => link with { Alias = attributes.Text },
                IFLA_LINKINFO => link with { Kind = KindOf(attributes.Value) },
                IFLA_PROP_LIST => link with { AlternativeNames = AlternativeNamesIn(attributes.Value) },
                IFLA_PARENT_DEV_NAME => link with { IsHardware = true },
                _ => link,
            };
        }
        return link;
    }

    public static LinkStatistics? ParseStatistics(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != RTM_NEWLINK || payload.Length < HeaderSize)
        {
            return null;
        }
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            if (attributes.Type == IFLA_STATS64 && MemoryMarshal.Cast<byte, ulong>(attributes.Value) is { Length: >= 8 } numbers)
            {
                return new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
            }
        }
        return null;
    }

    private static List<string> AlternativeNamesIn(ReadOnlySpan<byte> nested)
    {
        var names = new List<string>();
        var attributes = new NetlinkAttributes(nested);
        while (attributes.MoveNext())
        {
            if (attributes.Type == IFLA_ALT_IFNAME)
            {
                names.Add(attributes.Name);
            }
        }
        return names;
    }

    private static string KindOf(ReadOnlySpan<byte> nested)
    {
        var attributes = new NetlinkAttributes(nested);
        while (attributes.MoveNext())
        {
            if (attributes.Type == IFLA_INFO_KIND)
            {
                return attributes.Text;
            }
        }
        return "";
    }
}
