using System.CommandLine;
using System.Text;
using System.Text.Json;
using K8sMirror.NodeAgent.Commands;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>Prints a result in the format that was asked for.</summary>
internal static class Print
{
    /// <summary>Writes the document as JSON or YAML, or calls <paramref name="table"/> for the text for people.</summary>
    public static void Document(ParseResult parsed, OutputFormat format, JsonElement document, Func<string> table) =>
        parsed.InvocationConfiguration.Output.Write(format switch
        {
            OutputFormat.Json => Json(document),
            OutputFormat.Yaml => YamlText.From(document),
            _ => table(),
        });

    /// <summary>Indented JSON with a line break at the end.</summary>
    public static string Json(JsonElement document)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new()
        {
            Indented = true,
            // For terminals and files, not for HTML: names and arrows stay readable.
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            document.WriteTo(writer);
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
