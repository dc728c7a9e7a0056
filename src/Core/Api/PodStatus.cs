using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>State of one <see cref="SessionPod"/> on a node.</summary>
public sealed record PodStatus
{
    /// <summary>Namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The node's ends of its NICs, or with <see cref="ByAddress"/> NICs of the node; null while none is known.</summary>
    public IReadOnlyList<string>? Interfaces { get; init; }

    /// <summary>
    /// True if it has no NIC of its own at the node: its packets are identified by its addresses, on the NICs of <see cref="MirrorSource.FallbackInterface"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByAddress { get; init; }

    /// <summary>True if the session copies to it, false if it copies from it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTarget { get; init; }

    /// <summary>Programmed: each of its edges is. Pending: its NIC is not known yet. Failed: it cannot be mirrored.</summary>
    public ProgrammedState State { get; init; }

    /// <summary>One of <see cref="Reasons"/>.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Human-readable message; empty if the reason is enough.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}
