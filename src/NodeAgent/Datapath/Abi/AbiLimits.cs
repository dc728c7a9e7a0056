namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary>Numbers of bpf/k8smirror_abi.h; a test compares each with the C compiler's.</summary>
internal static class AbiLimits
{
    public const int Version = 2;
    public const int MaxGroups = 1024;
    public const int Shortcuts = 2048;
    public const int MaxEdges = 64;
    public const int MaxTargets = 256;
    public const int MaxCounters = 4096;
    public const int CpuWords = 64;
    public const int Eras = 4;
    public const int EraShift = 30;
    public const int Levels = 8;
    public const int Classes = 3;
    public const int EdgeDrops = 8;
    public const int Drops = 10;
    public const int NameLength = 16;
    public const int TargetIdLength = 64;
    public const int SuspectBytes = 64;
    public const int TestBytes = 256;
    public const int TestOffset = 160;
    public const uint SendNone = 0;
    public const uint SendDevice = 1;
    public const uint TargetUp = 1;
    public const uint SendTunnel = 2;
    public const uint TargetTunnel = 2;
    public const uint TargetSlice = 4;
    public const uint TargetFragment = 8;
    public const int MaxTunnels = 512;
    public const int TunnelBytes = 80;
    public const uint TunnelIpv6 = 1;
    public const uint TunnelUdp = 2;
    public const uint TunnelErspan = 4;
    public const uint TunnelNumbered = 8;
    public const int MaxCollectors = 1024;
    public const uint MarkWrap = 0x4b390000;
    public const int TargetWindowShift = 8;
    public const uint SourceShaped = 1;
    public const uint SourceBare = 2;
    public const int SourceFilterShift = 16;
    public const uint MaxFilters = 1024;
    public const uint FilteredSlot = 0;
    public const uint GroupFiltered = 1;
    public const uint GroupEdited = 2;
    public const int MaxLengths = 16;
    public const uint GroupLimited = 4;
    public const uint GroupDeduplicated = 8;
    public const uint MaxLimits = 512;
    public const int LimitUnitShift = 4;
    public const int LimitCostShift = 20;
    public const uint MaxBalances = 256;
    public const int BalanceBuckets = 1024;
    public const uint CutSelections = 4096;
    public const uint MarkFreeBits = 0xfff030ff;
}
