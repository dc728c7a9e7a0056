using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath.Takeover;

/// <summary>The structs of ABI v1 that are read, as bpf/k8smirror_abi.h had them.</summary>
internal static class FormerAbi
{
    public const int Version = 1;
    public const int Drops = 9;
    public const int SourceDrops = 3;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Group
    {
        public uint EdgeCount;
        public uint Reserved;
        public ulong Held;
        public GroupRest Rest;
    }

    [InlineArray((AbiLimits.MaxEdges + 1) * 8)]
    internal struct GroupRest
    {
        private byte first;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Label
    {
        public NameValue Source;
        public uint Direction;
        public uint EdgeCount;
        public TallyValue Lost;
        public OldTargets Targets;
    }

    [InlineArray(AbiLimits.MaxEdges)]
    internal struct OldTargets
    {
        private NameValue first;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct OldTotalKey
    {
        public NameValue Source;
        public NameValue Target;
        public uint Direction;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct OldTotal
    {
        public TallyValue Seen;
        public TallyValue Sent;
        public OldDrops Dropped;
    }

    [InlineArray(Drops)]
    internal struct OldDrops
    {
        private TallyValue first;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct OldConfig
    {
        public ulong DeadlineNs;
        public uint StageIfIndex;
        public uint CreditLimit;
        public ulong CreditLost;
    }

    [InlineArray(16)]
    internal struct CreditWords
    {
        private ulong first;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Credit
    {
        public CreditWords Words;

        public readonly ulong Staged => Words[0];

        public readonly ulong Served => Words[8];
    }

    [InlineArray(SourceDrops)]
    internal struct OldSourceDrops
    {
        private TallyValue first;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct SourceCounters
    {
        public TallyValue Seen;
        public OldSourceDrops Dropped;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal record struct EdgeKeyValue
    {
        public uint Group;
        public uint Edge;
    }

    [InlineArray(Drops - SourceDrops)]
    internal struct OldEdgeDrops
    {
        private TallyValue first;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct OldEdgeCounters
    {
        public TallyValue Sent;
        public OldEdgeDrops Dropped;
    }
}
