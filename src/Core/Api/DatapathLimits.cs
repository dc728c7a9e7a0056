namespace K8sMirror.Core.Api;

/// <summary>Sizes that the datapath is built for. The CRDs, the planners and the BPF maps agree on these.</summary>
public static class DatapathLimits
{
    /// <summary>Most targets of one source and direction on one node, over all mirrors.</summary>
    public const int TargetsPerSource = 64;

    /// <summary>Most entries in one mirror's <c>targets</c>.</summary>
    public const int TargetsPerMirror = TargetsPerSource;

    /// <summary>Most entries in one mirror's <c>sources</c>.</summary>
    public const int SourcesPerMirror = 64;

    /// <summary>Most entries in one <c>matchLabels</c>.</summary>
    public const int LabelsPerSelector = 64;

    /// <summary>Most entries in one <c>matchExpressions</c>.</summary>
    public const int ExpressionsPerSelector = 32;

    /// <summary>Most entries in one <c>values</c> of a label selector.</summary>
    public const int ValuesPerExpression = 256;

    /// <summary>Fewest bytes of a <c>snapLength</c>: the headers of a plain TCP packet.</summary>
    public const int ShortestSnap = 64;

    /// <summary>Most different snap lengths of one source and direction on one node, over all mirrors.</summary>
    public const int SnapLengthsPerSource = 15;

    /// <summary>Most bytes of a <c>snapLength</c>.</summary>
    public const int LongestSnap = 65535;

    /// <summary>Most entries in one mirror's <c>filter.rules</c>.</summary>
    public const int RulesPerFilter = 1024;

    /// <summary>Most entries in one <c>cidrs</c>.</summary>
    public const int PrefixesPerList = 10_000;

    /// <summary>Most entries in one AddressSet.</summary>
    public const int PrefixesPerSet = 50_000;

    /// <summary>Most entries in one <c>addressSets</c>.</summary>
    public const int SetsPerList = 16;

    /// <summary>
    /// Most prefixes of all mirrors at one hook, written in rules or in sets that rules name, once for each rule and direction. Bounds the agent's
    /// memory, which would else grow with a set times the rules that name it.
    /// </summary>
    public const int PrefixesPerHook = 500_000;

    /// <summary>Most entries in one <c>ports</c>.</summary>
    public const int PortsPerList = 1024;

    /// <summary>Most entries in one <c>macs</c>.</summary>
    public const int MacsPerList = 1024;

    /// <summary>Most entries in one <c>vlans</c>.</summary>
    public const int VlansPerList = 256;

    /// <summary>Most entries in one <c>icmpTypes</c> or <c>icmpCodes</c>.</summary>
    public const int IcmpNumbersPerList = 256;

    /// <summary>Most pods that one session of a NodeMirror's status lists.</summary>
    public const int PodsListed = 256;

    /// <summary>Different targets of a node, over all sources; each way of copying to a target counts.</summary>
    public const int TargetsPerNode = 256;

    /// <summary>Bytes of what the datapath knows a target and a way of copying to it by.</summary>
    public const int TargetIdBytes = 63;
}
