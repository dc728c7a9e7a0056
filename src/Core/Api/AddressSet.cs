namespace K8sMirror.Core.Api;

/// <summary>Addresses that rules of TrafficMirrors refer to (short name <c>aset</c>). Agents read it themselves.</summary>
public sealed record AddressSet
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "AddressSet";

    /// <summary>Lower-case plural, as in the URL.</summary>
    public const string Plural = "addresssets";

    /// <summary>Always <see cref="ApiGroup.ApiVersion"/>.</summary>
    public string ApiVersion { get; init => field = value ?? ApiGroup.ApiVersion; } = ApiGroup.ApiVersion;

    /// <summary>Always <see cref="KindName"/>.</summary>
    public string Kind { get; init => field = value ?? KindName; } = KindName;

    /// <summary>Name, labels and so on.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Its addresses.</summary>
    public AddressSetSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>Observed state.</summary>
    public AddressSetStatus? Status { get; init; }
}
