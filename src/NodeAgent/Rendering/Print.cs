using System.CommandLine;
using System.Text.Json;
using K8sMirror.Core.Manifests;
using K8sMirror.NodeAgent.Commands;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>Prints a result in the format that was asked for.</summary>
internal static class Print
{
    /// <summary>Writes the document as JSON or YAML, or calls <paramref name="table"/> for the text for people.</summary>
    public static void Document(ParseResult parsed, OutputFormat format, JsonElement document, Func<string> table) =>
        parsed.InvocationConfiguration.Output.Write(format switch
        {
            OutputFormat.Json => JsonText.From(document),
            OutputFormat.Yaml => YamlText.From(document),
            _ => table(),
        });
}
