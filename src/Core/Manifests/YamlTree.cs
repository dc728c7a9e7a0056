using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sMirror.Core.Manifests;

/// <summary>Reads other YAML, such as a kubeconfig, as a tree. It is bounded, and no text crashes the parser.</summary>
public static class YamlTree
{
    /// <summary>The first document; null if there is none. Every value is a text, a list, an object or null.</summary>
    /// <exception cref="FormatException">It is not YAML, or too large; the message says where.</exception>
    public static JsonNode? Read(string text)
    {
        try
        {
            return YamlLoader.Load(text).FirstOrDefault() is { } document ? Node(document) : null;
        }
        catch (YamlLoadException e)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {e.Line}, column {e.Column}: {e.Message}"), e);
        }
    }

    private static JsonNode? Node(YamlValue value) => value switch
    {
        YamlMapping mapping => new JsonObject(mapping.Fields.Select(f => KeyValuePair.Create(f.Key.Text, Node(f.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(Node)]),
        YamlScalar { IsNull: false } scalar => JsonValue.Create(scalar.Text),
        _ => null,
    };
}
