using System.Text.Json;
using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Cluster.Direct;

/// <summary>The answer to a list; its objects are read one by one, since one that cannot be read does not spoil the list.</summary>
/// <param name="Metadata">Has the version from which to watch.</param>
/// <param name="Items">The objects.</param>
public sealed record ObjectList([property: JsonRequired] ObjectMeta Metadata, [property: JsonRequired] JsonElement[] Items);
