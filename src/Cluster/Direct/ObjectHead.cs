using System.Text.Json;
using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Cluster.Direct;

/// <summary>What every object has, even a bookmark.</summary>
/// <param name="Metadata">Identity and versions.</param>
public sealed record ObjectHead([property: JsonRequired] ObjectMeta Metadata)
{
    /// <summary>The metadata of an object.</summary>
    /// <exception cref="JsonException">It has none, so it is not an object.</exception>
    public static ObjectMeta Of(JsonElement item) =>
        item.Deserialize(ObjectJsonContext.Default.ObjectHead)?.Metadata ?? throw new JsonException("no metadata");
}
