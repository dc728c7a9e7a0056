using System.Runtime.InteropServices;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Hooks.ClsactAbi;

namespace K8sMirror.Bpf.Hooks;

/// <summary>Parses qdiscs and filters in netlink messages.</summary>
internal static class ClsactMessages
{
    private const int HeaderSize = 20;

    /// <summary>The kind of the qdisc in clsact's place on that interface; null for others.</summary>
    public static string? ParseQdisc(ushort type, ReadOnlySpan<byte> payload, int index)
    {
        if (payload.Length < HeaderSize)
        {
            return null;
        }
        var header = MemoryMarshal.Read<Header>(payload);
        if (type != RTM_NEWQDISC || header.TcmIfindex != index || header.TcmParent != TC_H_CLSACT)
        {
            return null;
        }
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            if (attributes.Type == TCA_KIND)
            {
                return attributes.Text;
            }
        }
        return null;
    }

    /// <summary>A filter; null for the entry that stands for a whole priority (handle 0).</summary>
    public static ClsactFilter? ParseFilter(ushort type, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderSize)
        {
            return null;
        }
        var header = MemoryMarshal.Read<Header>(payload);
        if (type != RTM_NEWTFILTER || header.TcmHandle == 0)
        {
            return null;
        }
        var filter = new ClsactFilter("", (ushort)(header.TcmInfo >> 16), header.TcmHandle, "", 0, IsDirectAction: false);
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            filter = attributes.Type switch
            {
                TCA_KIND => filter with { Kind = attributes.Text },
                TCA_OPTIONS when filter.Kind == "bpf" => WithOptions(filter, attributes.Value),
                _ => filter,
            };
        }
        return filter;
    }

    private static ClsactFilter WithOptions(ClsactFilter filter, ReadOnlySpan<byte> options)
    {
        var attributes = new NetlinkAttributes(options);
        while (attributes.MoveNext())
        {
            filter = attributes.Type switch
            {
                TCA_BPF_NAME => filter with { Name = attributes.Text },
                TCA_BPF_ID => filter with { ProgramId = attributes.UInt },
                TCA_BPF_FLAGS => filter with { IsDirectAction = (attributes.UInt & TCA_BPF_FLAG_ACT_DIRECT) != 0 },
                _ => filter,
            };
        }
        return filter;
    }
}
