namespace K8sMirror.Core.Api;

/// <summary>How many pods a mirror's sources select; never which ones.</summary>
public sealed record PodCounts
{
    /// <summary>Pods that the sources select and that have not ended.</summary>
    public int Selected { get; init; }

    /// <summary>Pods whose packets are copied to every target.</summary>
    public int Mirrored { get; init; }

    /// <summary>Pods that wait: for an address, for their NIC, or for their node's report.</summary>
    public int Waiting { get; init; }

    /// <summary>Pods that cannot be mirrored: their network is the node's, or they have no NIC of their own at the node.</summary>
    public int Failed { get; init; }
}
