using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>Source-generated JSON of the records on disk.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedPods))]
internal sealed partial class PodJsonContext : JsonSerializerContext;
