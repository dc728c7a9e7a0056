using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>One pod that a session copies from or to.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="IsTarget">True: to it.</param>
/// <param name="Nics">Names of the node's ends of its NICs that the session uses, sorted.</param>
/// <param name="State">Found: all requested NICs were, or its packets are identified by its addresses.</param>
/// <param name="Problem">Human-readable: why one was not found.</param>
internal sealed record PodPart(SessionPod Pod, bool IsTarget, IReadOnlyList<string> Nics, PodPlaceState State, string Problem)
{
    /// <summary>NICs of the node that it shares with others, sorted: on them its packets are identified by its addresses.</summary>
    public IReadOnlyList<string> SharedNics { get; init; } = [];

    /// <summary><c>payments/web-0</c>.</summary>
    public string Name => $"{Pod.Namespace}/{Pod.Name}";
}
