namespace K8sMirror.Core.Api;

/// <summary>How many nodes; never which ones, so that the object stays small at 5,000 nodes.</summary>
public sealed record NodeCounts
{
    /// <summary>Nodes that the selector matches; if all sources are pods, only those that run such a pod.</summary>
    public int Desired { get; init; }

    /// <summary>Nodes that mirror all of it.</summary>
    public int Programmed { get; init; }

    /// <summary>Nodes that reported a failure.</summary>
    public int Failed { get; init; }
}
