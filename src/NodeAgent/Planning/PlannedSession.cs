using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>One session with its edges resolved against the existing NICs.</summary>
/// <param name="Session">As specified, with NICs in place of pods.</param>
/// <param name="Edges">Sorted by key; keys are unique within the session.</param>
/// <param name="Selection">What it selects, but where <see cref="At"/> narrows it.</param>
internal sealed record PlannedSession(MirrorSession Session, IReadOnlyList<PlannedEdge> Edges, EdgeSelection Selection)
{
    /// <summary>The pods that it names.</summary>
    public SessionPods Pods { get; init; } = SessionPods.None;

    /// <summary>The session for one of its edges: what it selects there.</summary>
    public PlannedSession At(PlannedEdge edge) => edge.Scope is null ? this : this with
    {
        Selection = Selection with { Filter = (Selection.Filter ?? PacketFilter.Everything) with { Scope = edge.Scope } },
    };
}
