namespace K8sMirror.NodeAgent.Pods;

/// <summary>How far a pod's NIC is known.</summary>
internal enum PodPlaceState
{
    /// <summary>Not yet, and it is looked for.</summary>
    Looking,

    /// <summary>It is known.</summary>
    Found,

    /// <summary>Not found yet, but not for long enough to be a problem.</summary>
    Missing,

    /// <summary>It has gone, and no other NIC replaces it.</summary>
    Gone,
}
