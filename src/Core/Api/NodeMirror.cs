namespace K8sMirror.Core.Api;

/// <summary>What one node must mirror, and does mirror. Named like the node (short name <c>nmir</c>).</summary>
public sealed record NodeMirror
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "NodeMirror";

    /// <summary>Lower-case plural, as in the URL.</summary>
    public const string Plural = "nodemirrors";

    /// <summary>Always <see cref="ApiGroup.ApiVersion"/>.</summary>
    public string ApiVersion { get; init => field = value ?? ApiGroup.ApiVersion; } = ApiGroup.ApiVersion;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; init => field = value ?? KindName; } = KindName;

    /// <summary>Name of the node, owner reference to it.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Desired state.</summary>
    public NodeMirrorSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>Observed state.</summary>
    public NodeMirrorStatus? Status { get; init; }
}
