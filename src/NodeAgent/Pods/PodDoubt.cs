namespace K8sMirror.NodeAgent.Pods;

/// <summary>Why a pod is not bound to NICs that lead to its address.</summary>
internal enum PodDoubt
{
    /// <summary>Several do: one of them may belong to a pod that has ended.</summary>
    Several,

    /// <summary>It is newer than the pod's network, so it is another pod's.</summary>
    Younger,

    /// <summary>It is another pod's already.</summary>
    Taken,

    /// <summary>Another pod that is asked for also has the address.</summary>
    Claimed,
}
