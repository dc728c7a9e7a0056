using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.CommandLine;

/// <summary>Source-generated JSON of <see cref="MirrorList"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MirrorList))]
internal sealed partial class MirrorListJsonContext : JsonSerializerContext;
