using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Source-generated JSON of what the command line prints.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(AgentReport))]
[JsonSerializable(typeof(PinnedReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
