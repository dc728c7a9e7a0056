namespace K8sMirror.Core.Api;

/// <summary>The object that a user applies (short name <c>tm</c>).</summary>
public sealed record TrafficMirror
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "TrafficMirror";

    /// <summary>Lower-case plural, as in the URL.</summary>
    public const string Plural = "trafficmirrors";

    /// <summary>Always <see cref="ApiGroup.ApiVersion"/>.</summary>
    public string ApiVersion { get; init => field = value ?? ApiGroup.ApiVersion; } = ApiGroup.ApiVersion;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; init => field = value ?? KindName; } = KindName;

    /// <summary>Name, labels and so on.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Desired state.</summary>
    public TrafficMirrorSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>Observed state.</summary>
    public TrafficMirrorStatus? Status { get; init; }
}
