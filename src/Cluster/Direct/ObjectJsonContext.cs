using System.Text.Json.Serialization;

namespace K8sMirror.Cluster.Direct;

/// <summary>Source-generated JSON of the API's envelopes; unused fields are skipped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PatchOperation[]))]
[JsonSerializable(typeof(ObjectHead))]
[JsonSerializable(typeof(WatchEvent))]
[JsonSerializable(typeof(ObjectList))]
[JsonSerializable(typeof(string))]
public sealed partial class ObjectJsonContext : JsonSerializerContext;
