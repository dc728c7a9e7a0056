using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>One mirror as <see cref="PairReference"/> reads it; a field can be removed even if the API would refuse the rest.</summary>
internal sealed record MirrorModel
{
    public int Priority { get; init; }

    public MirrorDirection Direction { get; init; }

    /// <summary>Null for every packet.</summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>The case's own rules, which come first; the others are there so that something remains.</summary>
    public int OwnRules { get; init; }

    public int OneIn { get; init; } = 1;

    public SamplingBasis By { get; init; }

    public int SnapLength { get; init; }

    /// <summary>0 for no limit.</summary>
    public double PacketsPerSecond { get; init; }

    /// <summary>0 for no limit.</summary>
    public double BitsPerSecond { get; init; }

    public bool TargetCuts { get; init; }

    /// <summary>The same without a field.</summary>
    public MirrorModel Without(MirrorField field) => field switch
    {
        MirrorField.SamplingByFlow => By == SamplingBasis.Flow ? this with { OneIn = 1 } : this,
        MirrorField.SamplingByPacket => By == SamplingBasis.Packet ? this with { OneIn = 1 } : this,
        MirrorField.SnapLength => this with { SnapLength = 0 },
        MirrorField.PacketsPerSecond => this with { PacketsPerSecond = 0 },
        MirrorField.BitsPerSecond => this with { BitsPerSecond = 0 },
        MirrorField.Segmentation => this with { TargetCuts = false },
        MirrorField.Direction => this with { Direction = MirrorDirection.Both },
        _ when Filter is null => this,
        MirrorField.DefaultAction => this with { Filter = Filter with { DefaultAction = FilterAction.Reject } },
        _ => this with { Filter = Filter with { Rules = [.. Filter.Rules.Select((rule, i) => i < OwnRules ? Without(rule, field) : rule)] } },
    };

    private static PacketRule Without(PacketRule rule, MirrorField field) => field switch
    {
        MirrorField.Action => rule with { Action = FilterAction.Accept },
        MirrorField.EtherType => rule with { EtherType = null },
        MirrorField.Vlans => rule with { Vlans = [] },
        MirrorField.Protocol => rule with { Protocol = null },
        MirrorField.SourceCidrs => rule with { Source = rule.Source with { Prefixes = [] } },
        MirrorField.SourcePorts => rule with { Source = rule.Source with { Ports = [] } },
        MirrorField.SourceMacs => rule with { Source = rule.Source with { Macs = [] } },
        MirrorField.DestinationCidrs => rule with { Destination = rule.Destination with { Prefixes = [] } },
        MirrorField.DestinationPorts => rule with { Destination = rule.Destination with { Ports = [] } },
        MirrorField.DestinationMacs => rule with { Destination = rule.Destination with { Macs = [] } },
        MirrorField.Bidirectional => rule with { Bidirectional = false },
        MirrorField.TcpFlagsSet => rule with { FlagsSet = 0 },
        MirrorField.TcpFlagsUnset => rule with { FlagsUnset = 0 },
        MirrorField.IcmpTypes => rule with { IcmpTypes = [] },
        MirrorField.IcmpCodes => rule with { IcmpCodes = [] },
        _ => rule,
    };
}
