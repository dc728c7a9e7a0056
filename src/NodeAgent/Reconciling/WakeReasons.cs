namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Why the loop was woken; several reasons can wait together.</summary>
[Flags]
internal enum WakeReasons
{
    /// <summary>A timer.</summary>
    None = 0,

    /// <summary>The spec changed.</summary>
    Spec = 1,

    /// <summary>A NIC changed.</summary>
    Links = 2,

    /// <summary>Somebody wants to read from the datapath.</summary>
    Question = 4,

    /// <summary>The agent ends.</summary>
    Stop = 8,

    /// <summary>A loop breaker has opened, or has named an edge.</summary>
    Breaker = 16,
}
