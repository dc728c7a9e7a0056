using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Result for one TrafficMirror in a <see cref="ClusterPlan"/>.</summary>
/// <param name="Mirror">The object.</param>
/// <param name="Findings">Refusals first, then notices; each in the order of the spec.</param>
/// <param name="Nodes">
/// Names of the nodes that mirror, sorted: all that its selector matches; if all its sources are pods, only those that run such a pod.
/// </param>
public sealed record MirrorPlan(TrafficMirror Mirror, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Nodes)
{
    /// <summary>Those of <see cref="Nodes"/>, sorted, whose NodeMirror has no room for it (<see cref="NodeMirrorLimits"/>).</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>How many nodes its selector matches; none if the selector cannot be read.</summary>
    public int Matched { get; init; } = Nodes.Count;

    /// <summary>The pods that its sources select; null if they select none by their labels, or pods are not known.</summary>
    public MirrorPods? Pods { get; init; }

    /// <summary>True if it selects pods, and those are not known yet: its sessions must stay as they are, and <see cref="Nodes"/> means nothing.</summary>
    public bool AwaitsPods { get; init; }

    /// <summary>A finding on where it is left out; null if nowhere.</summary>
    public Finding? WantOfRoom => LeftOut.Count == 0 ? null : new(
        Reasons.LimitExceeded, "", $"is left out on {LeftOut.Count} of the nodes, such as {LeftOut[0]}: {NodeMirrorLimits.NoRoom}", IsRefusal: false);

    /// <summary>True if it is not refused. A mirror that is paused or being deleted can be accepted, but plans nothing.</summary>
    public bool IsAccepted => !Findings.Any(f => f.IsRefusal);

    /// <summary>True if its sessions are in the specs of <see cref="Nodes"/>, except for <see cref="LeftOut"/>.</summary>
    public bool IsPlanned => IsAccepted && !Mirror.Spec.Paused && Mirror.Metadata.DeletionTimestamp is null;
}
