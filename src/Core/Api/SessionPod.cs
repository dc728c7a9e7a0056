using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>A pod of the node that a session selects, as the operator sees it.</summary>
public sealed record SessionPod
{
    /// <summary>Namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>UID, which distinguishes a pod that took another's name or address.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Its IP addresses, at least one.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Since when its network has been ready (the time of its condition PodReadyToStartContainers, Kubernetes 1.29); null if the cluster does not report it.
    /// Another time means another sandbox, with its own NIC, even if the addresses are the same.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? NetworkSince { get; init; }

    /// <summary>Indexes in <see cref="MirrorSession.Sources"/> of the sources that select it; null if none does.</summary>
    public IReadOnlyList<int>? Sources { get; init; }

    /// <summary>Indexes in <see cref="MirrorSession.Targets"/> of the targets that select it; null if none does.</summary>
    public IReadOnlyList<int>? Targets { get; init; }
}
