namespace K8sMirror.NodeAgent.Pods;

/// <summary>Why a pod is not bound to NICs that lead to its address.</summary>
internal enum PodDoubt
{
    /// <summary>More than one does: one of them may still be of a pod that has ended.</summary>
    Several,

    /// <summary>It came after the pod's network was ready: it is another pod's.</summary>
    Younger,

    /// <summary>It is another pod's already.</summary>
    Taken,

    /// <summary>Another pod that is asked for has the address as well.</summary>
    Claimed,
}
