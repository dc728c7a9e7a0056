using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using K8sMirror.Core.Manifests;

namespace K8sMirror.CommandLine;

/// <summary>Prints a result in the requested format.</summary>
public static class Print
{
    /// <summary>Writes the report as JSON or YAML, or <paramref name="table"/>, the readable text.</summary>
    public static void Report<T>(ParseResult parsed, OutputFormat format, T report, JsonTypeInfo<T> type, Func<string> table) =>
        parsed.InvocationConfiguration.Output.Write(format switch
        {
            OutputFormat.Json => JsonText.From(JsonSerializer.SerializeToElement(report, type)),
            OutputFormat.Yaml => YamlText.From(JsonSerializer.SerializeToElement(report, type)),
            _ => table(),
        });
}
