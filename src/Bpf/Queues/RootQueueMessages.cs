using System.Runtime.InteropServices;
using K8sMirror.Bpf.Netlink;
using static K8sMirror.Bpf.Hooks.ClsactAbi;

namespace K8sMirror.Bpf.Queues;

/// <summary>Parses the qdisc at an interface's root in a netlink message.</summary>
/// <remarks>
/// Only the root, because it knows of every drop below it, and the sum of all of them would count most drops twice. A classful one (prio,
/// htb, tbf …) counts what a child refused (its enqueue function checks the child's result) and what a child dropped later
/// (qdisc_tree_reduce_backlog of net/sched/sch_api.c walks up to the root). The children of mq and mqprio do neither
/// (TCQ_F_NOPARENT), but these two sum them up when dumped (mq_dump of net/sched/sch_mq.c).
/// </remarks>
internal static class RootQueueMessages
{
    private const int HeaderSize = 20;
    private const int StatisticsSize = 20;

    /// <summary>Null for a qdisc that is not at the root, such as clsact.</summary>
    public static RootQueue? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != RTM_NEWQDISC || payload.Length < HeaderSize)
        {
            return null;
        }
        var header = MemoryMarshal.Read<Header>(payload);
        if (header.TcmParent != TC_H_ROOT)
        {
            return null;
        }
        var queue = new RootQueue(header.TcmIfindex, "", header.TcmHandle, 0);
        var attributes = new NetlinkAttributes(payload[HeaderSize..]);
        while (attributes.MoveNext())
        {
            queue = attributes.Type switch
            {
                TCA_KIND => queue with { Kind = attributes.Text },
                TCA_STATS2 => queue with { Drops = DropsOf(attributes.Value) },
                _ => queue,
            };
        }
        return queue;
    }

    private static uint DropsOf(ReadOnlySpan<byte> nested)
    {
        var attributes = new NetlinkAttributes(nested);
        while (attributes.MoveNext())
        {
            if (attributes.Type == TCA_STATS_QUEUE && attributes.Value.Length >= StatisticsSize)
            {
                return MemoryMarshal.Read<QueueStatistics>(attributes.Value).Drops;
            }
        }
        return 0;
    }
}
