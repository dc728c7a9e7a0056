using System.Text.Json;
using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Cluster.Direct;

/// <summary>The response to a list. Its objects are read one by one, so that an unreadable one does not fail the list.</summary>
/// <param name="Metadata">Has the version from which to watch.</param>
/// <param name="Items">The objects.</param>
public sealed record ObjectList([property: JsonRequired] ObjectMeta Metadata, [property: JsonRequired] JsonElement[] Items);
