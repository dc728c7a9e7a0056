namespace K8sMirror.NodeAgent.Pods;

/// <summary>How far a pod's NIC is known.</summary>
internal enum PodPlaceState
{
    /// <summary>Not yet, and it is looked for.</summary>
    Looking,

    /// <summary>It is known.</summary>
    Found,

    /// <summary>Not for so long that it is a problem; it is still looked for.</summary>
    Missing,

    /// <summary>It has gone, and no other NIC is taken for it.</summary>
    Gone,
}
