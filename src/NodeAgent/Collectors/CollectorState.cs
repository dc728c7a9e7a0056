namespace K8sMirror.NodeAgent.Collectors;

/// <summary>Whether copies can go to a collector.</summary>
internal enum CollectorState
{
    /// <summary>They can.</summary>
    Usable,

    /// <summary>Not yet: the kernel is asking for the next hop's MAC address, which takes milliseconds if it answers and seconds if not.</summary>
    Resolving,

    /// <summary>It cannot be reached: no route, no carrier, no answer from the next hop.</summary>
    Unreachable,

    /// <summary>There is a path, but the collector fails its health check. All other properties of the path are set.</summary>
    Unhealthy,
}
