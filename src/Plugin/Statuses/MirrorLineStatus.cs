using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Statuses;

/// <summary>One mirror in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">Status of the condition; null if it is not set, or set for an older spec.</param>
/// <param name="Accepted">The same.</param>
/// <param name="ResolvedRefs">The same.</param>
/// <param name="Programmed">The same.</param>
/// <param name="Nodes">Nodes asked and programmed.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Reason">Of the first condition that is not True; empty if all are.</param>
/// <param name="Message">Its message.</param>
internal sealed record MirrorLineStatus(
    string Name, ConditionStatus? Ready, ConditionStatus? Accepted, ConditionStatus? ResolvedRefs, ConditionStatus? Programmed, NodeCounts Nodes,
    DateTimeOffset? CreatedAt, string Reason, string Message)
{
    /// <summary>Pods that its sources select and how many are mirrored; null if it selects no pods by label.</summary>
    public PodCounts? Pods { get; init; }

    /// <summary>True if it is applied on every node that it selects.</summary>
    public bool IsProgrammed => Programmed == ConditionStatus.True;
}
