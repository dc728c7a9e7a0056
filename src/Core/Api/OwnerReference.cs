namespace K8sMirror.Core.Api;

/// <summary>Kubernetes' <c>metav1.OwnerReference</c>: the garbage collector removes the object with its owner.</summary>
public sealed record OwnerReference
{
    /// <summary>API version of the owner.</summary>
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Kind of the owner.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the owner.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the owner.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";
}
