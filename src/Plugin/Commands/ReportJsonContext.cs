using System.Text.Json;
using System.Text.Json.Serialization;
using K8sMirror.Plugin.Explaining;
using K8sMirror.Plugin.Planning;
using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Statuses;

namespace K8sMirror.Plugin.Commands;

/// <summary>Source-generated JSON of the commands' output.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(RateReport))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(LineReport))]
[JsonSerializable(typeof(BundleReport))]
[JsonSerializable(typeof(VersionReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;

/// <summary>Mirrors as one line.</summary>
internal sealed record LineReport(string Line);

/// <summary>A bundle that was written.</summary>
internal sealed record BundleReport(string File, IReadOnlyList<string> Entries, IReadOnlyList<string> Problems);

/// <summary>Versions: of this program, and of the running agents and operators.</summary>
internal sealed record VersionReport(string Plugin, string? Server, IReadOnlyList<string> Images, IReadOnlyList<string> Agents);
