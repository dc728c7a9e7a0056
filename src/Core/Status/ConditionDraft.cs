using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>A condition without its transition time.</summary>
internal readonly record struct ConditionDraft(string Type, ConditionStatus Status, string Reason, string Message)
{
    /// <summary>The condition; it keeps its time while its status does not change.</summary>
    /// <param name="generation">The generation of the spec that it was computed from.</param>
    /// <param name="previous">The last written conditions, or null.</param>
    /// <param name="now">In whole seconds, as Kubernetes keeps them.</param>
    public Condition At(long generation, IReadOnlyList<Condition>? previous, DateTimeOffset now)
    {
        var (type, status) = (Type, Status);
        // 1970: the CRD's default, which nobody has written.
        var before = previous?.FirstOrDefault(c => c.Type == type && c.LastTransitionTime > DateTimeOffset.UnixEpoch);
        return new()
        {
            Type = type,
            Status = status,
            ObservedGeneration = generation,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
            Reason = Reason,
            Message = Message,
        };
    }
}
