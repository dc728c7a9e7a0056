using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>Source-generated JSON of what commands print.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VersionReport))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(CleanupReport))]
internal sealed partial class CommandJsonContext : JsonSerializerContext;
