namespace K8sMirror.Core.Api;

/// <summary>Sizes that the datapath is built for. The CRDs, the planners and the BPF maps agree on these.</summary>
public static class DatapathLimits
{
    /// <summary>Maximum number of targets of one source and direction on one node, over all mirrors.</summary>
    public const int TargetsPerSource = 64;

    /// <summary>Maximum number of entries in one mirror's <c>targets</c>.</summary>
    public const int TargetsPerMirror = TargetsPerSource;

    /// <summary>Maximum number of entries in one mirror's <c>sources</c>.</summary>
    public const int SourcesPerMirror = 64;

    /// <summary>Maximum number of entries in one <c>matchLabels</c>.</summary>
    public const int LabelsPerSelector = 64;

    /// <summary>Maximum number of entries in one <c>matchExpressions</c>.</summary>
    public const int ExpressionsPerSelector = 32;

    /// <summary>Maximum number of entries in one <c>values</c> of a label selector.</summary>
    public const int ValuesPerExpression = 256;

    /// <summary>Minimum number of bytes of a <c>snapLength</c>: the headers of a plain TCP packet.</summary>
    public const int ShortestSnap = 64;

    /// <summary>Maximum number of different snap lengths of one source and direction on one node, over all mirrors.</summary>
    public const int SnapLengthsPerSource = 15;

    /// <summary>Maximum number of bytes of a <c>snapLength</c>.</summary>
    public const int LongestSnap = 65535;

    /// <summary>Maximum number of entries in one mirror's <c>filter.rules</c>.</summary>
    public const int RulesPerFilter = 1024;

    /// <summary>Maximum number of entries in one <c>cidrs</c>.</summary>
    public const int PrefixesPerList = 10_000;

    /// <summary>Maximum number of entries in one AddressSet.</summary>
    public const int PrefixesPerSet = 50_000;

    /// <summary>Maximum number of entries in one <c>addressSets</c>.</summary>
    public const int SetsPerList = 16;

    /// <summary>
    /// Maximum number of prefixes of all mirrors at one hook, in rules or in sets that rules refer to, counted for each rule and direction. Bounds the agent's
    /// memory, which would otherwise grow with the size of a set times the rules that refer to it.
    /// </summary>
    public const int PrefixesPerHook = 500_000;

    /// <summary>Maximum number of entries in one <c>ports</c>.</summary>
    public const int PortsPerList = 1024;

    /// <summary>Maximum number of entries in one <c>macs</c>.</summary>
    public const int MacsPerList = 1024;

    /// <summary>Maximum number of entries in one <c>vlans</c>.</summary>
    public const int VlansPerList = 256;

    /// <summary>Maximum number of entries in one <c>icmpTypes</c> or <c>icmpCodes</c>.</summary>
    public const int IcmpNumbersPerList = 256;

    /// <summary>Maximum number of pods that one session of a NodeMirror's status lists.</summary>
    public const int PodsListed = 256;

    /// <summary>Maximum number of different targets of a node, over all sources; each form of copies to a target counts.</summary>
    public const int TargetsPerNode = 256;

    /// <summary>Maximum length of the datapath's id of a target and the form of its copies, in bytes.</summary>
    public const int TargetIdBytes = 63;
}
