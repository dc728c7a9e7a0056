namespace K8sMirror.NodeAgent.Pods;

/// <summary>What it means that no NIC was found for a pod. Of several that hold, the last one counts.</summary>
internal enum PodAbsence
{
    /// <summary>One may still be found.</summary>
    Unclear,

    /// <summary>Its packets pass a NIC that is not its alone, as with macvlan: it has none of its own at the node.</summary>
    Shared,

    /// <summary>Its address may be another's: it identifies no packet of the pod.</summary>
    Doubtful,
}
