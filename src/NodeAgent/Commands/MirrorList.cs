using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>Several TrafficMirrors as one Kubernetes object, as <c>convert --output json</c> prints them.</summary>
internal sealed record MirrorList(IReadOnlyList<TrafficMirror> Items)
{
    /// <summary>Kubernetes' own list type.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Its kind.</summary>
    public string Kind { get; init; } = "List";
}
