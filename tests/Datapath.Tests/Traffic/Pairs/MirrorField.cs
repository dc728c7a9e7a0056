namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>A mirror's fields that determine what a tool gets. <see cref="Fragments"/> is not a field: later fragments follow their first one.</summary>
internal enum MirrorField
{
    Action,
    DefaultAction,
    EtherType,
    Vlans,
    Protocol,
    SourceCidrs,
    SourcePorts,
    SourceMacs,
    DestinationCidrs,
    DestinationPorts,
    DestinationMacs,
    Bidirectional,
    TcpFlagsSet,
    TcpFlagsUnset,
    IcmpTypes,
    IcmpCodes,
    Fragments,
    SamplingByFlow,
    SamplingByPacket,
    SnapLength,
    PacketsPerSecond,
    BitsPerSecond,
    Segmentation,
    Direction,
    Priority,
}
