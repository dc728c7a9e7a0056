namespace K8sMirror.NodeAgent.Pods;

/// <summary>Why no NIC was found for a pod. If several apply, the last one counts.</summary>
internal enum PodAbsence
{
    /// <summary>One may still be found.</summary>
    Unclear,

    /// <summary>Its packets pass a shared NIC, as with macvlan: it has none of its own at the node.</summary>
    Shared,

    /// <summary>Its address may be another's: it does not identify the pod's packets.</summary>
    Doubtful,
}
