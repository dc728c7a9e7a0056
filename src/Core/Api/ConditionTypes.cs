namespace K8sMirror.Core.Api;

/// <summary>Condition types of a TrafficMirror; an AddressSet has only Accepted, a NodeMirror Programmed and Ready. All of them are always present.</summary>
public static class ConditionTypes
{
    /// <summary>The spec is valid and conflicts with nothing.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Every NIC that it names exists on every selected node, and every AddressSet that its rules name can be read.</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>Packets are copied on every selected node.</summary>
    public const string Programmed = "Programmed";

    /// <summary>The summary: True when Accepted, ResolvedRefs and Programmed are.</summary>
    public const string Ready = "Ready";

    /// <summary>Some selected nodes mirror, others do not.</summary>
    public const string Degraded = "Degraded";

    /// <summary>A loop was found at run time and its edge was stopped.</summary>
    public const string LoopDetected = "LoopDetected";

    /// <summary>A node drops frames that are too large for the path to a target. The mirror stays Programmed.</summary>
    public const string MtuTooSmall = "MtuTooSmall";

    /// <summary>A node refuses copies to protect production's CPU time. The mirror stays Programmed.</summary>
    public const string Shedding = "Shedding";

    /// <summary>Types that warn: True means a problem.</summary>
    public static IReadOnlyList<string> Alarms { get; } = [Degraded, LoopDetected, MtuTooSmall, Shedding];
}
