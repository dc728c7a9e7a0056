using System.Text.Json;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Chart;

/// <summary>values.yaml explains every value, and values.schema.json has the same values.</summary>
public sealed class ChartValueDocTests
{
    /// <summary>Kubernetes' own types: their fields are not ours, and not all have a default here.</summary>
    private static readonly HashSet<string> Foreign = ["podSecurityContext", "securityContext", "resources", "quantities", "labels", "ownLabels", "annotations"];

    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Helm.Chart, "values.schema.json"))).RootElement;

    [Fact]
    public void Every_value_has_a_comment()
    {
        var bare = new List<string>();
        Comments(ChartValues.Root, "", isExplained: false, bare);
        Assert.Empty(bare);
    }

    [Fact]
    public void Every_value_is_in_the_schema_and_every_value_of_the_schema_has_a_default()
    {
        var wrong = new List<string>();
        Compare(ChartValues.Root, Schema, "", isForeign: false, wrong);
        Assert.Empty(wrong);
    }

    /// <summary>A value is explained by a comment that begins with <c># --</c> above it, or above a map that it is a field of.</summary>
    private static void Comments(YamlMappingNode map, string path, bool isExplained, List<string> bare)
    {
        foreach (var (key, value) in map.Children)
        {
            var explained = isExplained || ChartValues.Meaning(key) is not null;
            if (value is YamlMappingNode { Children.Count: > 0 } inner)
            {
                Comments(inner, $"{path}.{key}", explained, bare);
            }
            else if (!explained)
            {
                bare.Add($"{path}.{key}");
            }
        }
    }

    private static void Compare(YamlMappingNode map, JsonElement schema, string path, bool isForeign, List<string> wrong)
    {
        var properties = Properties(schema, out var begins);
        isForeign |= begins;
        if (properties is null)
        {
            return;
        }
        foreach (var (key, value) in map.Children)
        {
            if (!properties.TryGetValue(key.ToString(), out var inside))
            {
                wrong.Add($"{path}.{key} is not in the schema");
            }
            else if (value is YamlMappingNode { Children.Count: > 0 } inner)
            {
                Compare(inner, inside, $"{path}.{key}", isForeign, wrong);
            }
        }
        if (!isForeign)
        {
            // "global" belongs to Helm; only one of a PodDisruptionBudget's two fields is allowed.
            wrong.AddRange(properties.Keys.Except(map.Children.Keys.Select(k => k.ToString())).Where(k => k is not ("global" or "minAvailable"))
                .Select(k => $"{path}.{k} has no default"));
        }
    }

    /// <summary>Null for free-form values.</summary>
    private static Dictionary<string, JsonElement>? Properties(JsonElement schema, out bool isForeign)
    {
        isForeign = false;
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            isForeign = Foreign.Contains(name);
            schema = Schema.GetProperty("definitions").GetProperty(name);
        }
        return schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) : null;
    }
}
