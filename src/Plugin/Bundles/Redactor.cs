using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Rendering;

namespace K8sMirror.Plugin.Bundles;

/// <summary>
/// Decides what goes into a bundle: only what is known to be harmless. Secrets and ConfigMaps are never requested; this is for secrets that people put
/// where they do not belong: environment variables, annotations, arguments, log lines. Runs in time linear in the length.
/// </summary>
/// <param name="known">Texts that are certainly secret, such as the token of this session.</param>
internal sealed class Redactor(IEnumerable<string> known)
{
    /// <summary>Replaces a secret.</summary>
    public const string Removed = "(removed)";

    private readonly HarmlessWords words = new();
    private readonly string[] known = [.. known.Where(k => k.Length >= 8)];

    /// <summary>Objects, as YAML documents.</summary>
    /// <exception cref="JsonException">One has a field twice, and it would be a guess which one is shown.</exception>
    public CleanText Objects(IEnumerable<JsonElement> items) => new(string.Concat(items.Select(item => "---\n" + Yaml(item))));

    /// <summary>One object, as YAML.</summary>
    /// <exception cref="JsonException">It has a field twice.</exception>
    public CleanText Object(JsonElement item) => new(Yaml(item));

    /// <summary>A text: a log, metrics, a table.</summary>
    public CleanText Text(string text) => new(Clean(text));

    private string Yaml(JsonElement item)
    {
        var node = JsonNode.Parse(item.GetRawText(), documentOptions: new() { AllowDuplicateProperties = false });
        if (node is not JsonObject mapping)
        {
            return Removed + "\n";
        }
        new ObjectRedactor(words, Clean).Clean(mapping);
        using var document = JsonDocument.Parse(mapping.ToJsonString());
        return YamlText.From(document.RootElement);
    }

    private string Clean(string text)
    {
        foreach (var secret in known)
        {
            text = text.Replace(secret, Removed, StringComparison.Ordinal);
        }
        // Bundles are viewed in terminals.
        return Printable.Lines(EscapedText.Write(TextRedactor.Clean(EscapedText.Read(text), words)));
    }
}
