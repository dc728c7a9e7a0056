using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Source-generated JSON of requests and of the state on disk.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // A field that an older agent does not know may say to copy less: better to have no saved spec than half of one.
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PatchOperation[]))]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ObjectHead))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(SavedSpec))]
[JsonSerializable(typeof(string))]
internal sealed partial class ClusterJsonContext : JsonSerializerContext;
