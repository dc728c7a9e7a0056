namespace K8sMirror.NodeAgent.Planning;

/// <summary>A pod behind a NIC that a mirror copies from.</summary>
/// <param name="Mirror">The mirror.</param>
/// <param name="Source">Name of the node's end of the NIC.</param>
/// <param name="Namespace">Namespace of the pod.</param>
/// <param name="Pod">Its name.</param>
internal sealed record MirroredPod(string Mirror, string Source, string Namespace, string Pod)
{
    /// <summary>All of a plan, in its order.</summary>
    public static IReadOnlyList<MirroredPod> In(DatapathPlan plan) =>
    [
        .. plan.Sessions.SelectMany(s => s.Pods.Parts.Where(p => !p.IsTarget)
            .SelectMany(p => p.Nics.Select(nic => new MirroredPod(s.Session.Mirror, nic, p.Pod.Namespace, p.Pod.Name)))),
    ];
}
