using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Hooks;

/// <summary>Numbers of linux/pkt_sched.h, pkt_cls.h, gen_stats.h and rtnetlink.h.</summary>
internal static class ClsactAbi
{
    public const ushort RTM_NEWQDISC = 36;
    public const ushort RTM_DELQDISC = 37;
    public const ushort RTM_GETQDISC = 38;
    public const ushort RTM_NEWTFILTER = 44;
    public const ushort RTM_DELTFILTER = 45;
    public const ushort RTM_GETTFILTER = 46;

    public const ushort TCA_KIND = 1;
    public const ushort TCA_OPTIONS = 2;
    public const ushort TCA_STATS2 = 7;
    public const ushort TCA_STATS_QUEUE = 3;
    public const ushort TCA_BPF_FD = 6;
    public const ushort TCA_BPF_NAME = 7;
    public const ushort TCA_BPF_FLAGS = 8;
    public const ushort TCA_BPF_ID = 11;
    public const uint TCA_BPF_FLAG_ACT_DIRECT = 1;

    /// <summary>Parent of the qdisc at the root of a device's tree.</summary>
    public const uint TC_H_ROOT = 0xffffffff;

    /// <summary>Also TC_H_INGRESS: both qdiscs share the place.</summary>
    public const uint TC_H_CLSACT = 0xfffffff1;
    public const uint ClsactHandle = 0xffff0000;
    public const uint ParentIngress = 0xfffffff2;
    public const uint ParentEgress = 0xfffffff3;

    /// <summary>ETH_P_ALL in network order.</summary>
    public const uint AllProtocols = 0x0300;

    /// <summary>struct tcmsg.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 20)]
    internal struct Header
    {
        [FieldOffset(0)] public byte TcmFamily;
        [FieldOffset(4)] public int TcmIfindex;
        [FieldOffset(8)] public uint TcmHandle;
        [FieldOffset(12)] public uint TcmParent;
        [FieldOffset(16)] public uint TcmInfo;
    }

    /// <summary>struct gnet_stats_queue.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 20)]
    internal struct QueueStatistics
    {
        [FieldOffset(0)] public uint Qlen;
        [FieldOffset(4)] public uint Backlog;
        [FieldOffset(8)] public uint Drops;
        [FieldOffset(12)] public uint Requeues;
        [FieldOffset(16)] public uint Overlimits;
    }
}
