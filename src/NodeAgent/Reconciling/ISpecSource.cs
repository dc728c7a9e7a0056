using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Where the agent learns what to mirror, and reports the result.</summary>
internal interface ISpecSource
{
    /// <summary>What it watches, for messages: <c>--mirror</c>, a folder, an object.</summary>
    string Description { get; }

    /// <summary>What is wrong with the source now, such as a bad file or an API server that is away; null when all is well. Any thread.</summary>
    string? Problem { get; }

    /// <summary>Whether the API server answers; null where there is none.</summary>
    bool? IsConnected => null;

    /// <summary>
    /// Watches until cancelled and hands over each state that differs from the one before. A state that cannot be read is not handed
    /// over: the last good one stays in use and <see cref="Problem"/> says why.
    /// </summary>
    Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation);

    /// <summary>Takes a status; called from the loop for each pass, so it must not block. The source decides what is worth writing.</summary>
    void Report(NodeMirrorStatus status);
}
