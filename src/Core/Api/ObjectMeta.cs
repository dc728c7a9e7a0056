using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>The part of Kubernetes' <c>metav1.ObjectMeta</c> that K8sMirror reads or writes.</summary>
/// <remarks>Fields that are not here (such as managedFields) are skipped; we write by server-side apply and never send them back.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ObjectMeta
{
    /// <summary>Name, unique within the kind (both kinds are cluster-scoped).</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Identity across re-creation; set by the API server.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque version for optimistic concurrency; set by the API server.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec; set by the API server.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Generation { get; init; }

    /// <summary>Labels, or null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations, or null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Finalizers that hold the object, or null.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>Owners, or null.</summary>
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }

    /// <summary>When the object was created; set by the API server.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set once deletion was requested.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }
}
