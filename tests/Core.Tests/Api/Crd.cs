using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.Core.Tests.Api;

/// <summary>A CRD file as JSON, and a small part of OpenAPI validation: types, required and unknown fields, enums, lengths.</summary>
internal static class Crd
{
    public static JsonObject Read(string plural)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("crds", plural + ".yaml")));
        // Through text, so that numbers convert as from JSON.
        return JsonNode.Parse(ToJson(Assert.Single(yaml.Documents).RootNode)!.ToJsonString())!.AsObject();
    }

    public static JsonObject Schema(string plural) => (JsonObject)Read(plural)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    /// <summary>Each schema below, with its path; items are <c>[]</c>.</summary>
    public static IEnumerable<(string Path, JsonObject Schema)> Walk(JsonObject schema, string path = "")
    {
        yield return (path, schema);
        var below = (schema["properties"]?.AsObject() ?? []).Select(p => ($"{path}.{p.Key}", p.Value!.AsObject()))
            .Concat(schema["items"] is JsonObject items ? [(path + "[]", items)] : [])
            .Concat(schema["additionalProperties"] is JsonObject values ? [(path + "{}", values)] : []);
        foreach (var found in below.SelectMany(b => Walk(b.Item2, b.Item1)))
        {
            yield return found;
        }
    }

    public static IEnumerable<string> Validate(JsonNode? value, JsonObject schema, string path = "")
    {
        switch ((string)schema["type"]!)
        {
            case "object" when value is JsonObject o:
                return ValidateObject(o, schema, path);
            case "array" when value is JsonArray a:
                return a.SelectMany((item, at) => Validate(item, schema["items"]!.AsObject(), $"{path}[{at}]"));
            case "string" when value is JsonValue v && v.TryGetValue<string>(out var text):
                var isKnown = schema["enum"] is not JsonArray values || values.Any(e => (string)e! == text);
                return isKnown && text.Length <= ((int?)schema["maxLength"] ?? 100) ? [] : [$"{path}: '{text}' is not allowed"];
            case "integer" when value is JsonValue v && v.TryGetValue<long>(out _):
            case "boolean" when value is JsonValue b && b.TryGetValue<bool>(out _):
                return [];
            default:
                return [$"{path}: not of type {schema["type"]}"];
        }
    }

    private static IEnumerable<string> ValidateObject(JsonObject value, JsonObject schema, string path)
    {
        var properties = schema["properties"]?.AsObject();
        var missing = (schema["required"]?.AsArray() ?? []).Where(r => !value.ContainsKey((string)r!)).Select(r => $"{path}.{r}: missing");
        if (properties is null)
        {
            return path == ".metadata" ? [] : missing.Concat(value.SelectMany(p => Validate(p.Value, schema["additionalProperties"]!.AsObject(), path + "." + p.Key)));
        }
        return missing.Concat(value.SelectMany(p => properties[p.Key] is JsonObject known
            ? Validate(p.Value, known, path + "." + p.Key)
            : [$"{path}.{p.Key}: unknown"]));
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, ToJson(c.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } scalar => scalar.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when long.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new NotSupportedException(node.ToString()),
    };
}
