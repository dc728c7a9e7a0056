using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Chart;

/// <summary>
/// The schema describes each value, for editors and catalogues: with the comment of values.yaml, if there is one. This test inserts the
/// comments and compares; <c>UPDATE_GOLDEN=1</c> writes the file. Values without their own comment are described in the schema itself.
/// </summary>
public sealed class ChartSchemaTests
{
    /// <summary>Kubernetes' own types: its documentation describes their fields.</summary>
    private static readonly HashSet<string> Foreign = ["podSecurityContext", "securityContext", "resources", "quantities", "labels", "ownLabels", "annotations"];

    private static readonly JsonSerializerOptions AsWritten = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string SchemaFile = Path.Combine(Helm.Chart, "values.schema.json");

    [Fact]
    public void Descriptions_are_the_comments_of_values_yaml()
    {
        var schema = Read();
        Describe(schema, schema, ChartValues.Root, []);
        var made = schema.ToJsonString(AsWritten) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(SchemaFile, made);
        }

        // If they differ: UPDATE_GOLDEN=1 TEST_ARGS='--filter-class *Chart*' scripts/test.sh E2E.Tests
        Assert.Equal(made, File.ReadAllText(SchemaFile));
    }

    [Fact]
    public void Every_value_has_a_description()
    {
        var bare = new List<string>();
        var schema = Read();
        Find(schema, schema, ChartValues.Root, "", bare);
        Assert.Empty(bare);
    }

    /// <summary>Inserts each comment into its property. Two values may share a definition: then the first one describes its fields.</summary>
    private static void Describe(JsonObject root, JsonObject schema, YamlMappingNode values, HashSet<JsonObject> done)
    {
        foreach (var (name, value) in values.Children)
        {
            if (Properties(root, schema)?[name.ToString()] is not JsonObject property)
            {
                continue;
            }
            if (done.Add(property) && ChartValues.Meaning(name) is { } meaning)
            {
                property.Remove("description");
                property.Insert(0, "description", meaning);
            }
            if (value is YamlMappingNode inner)
            {
                Describe(root, property, inner, done);
            }
        }
    }

    private static void Find(JsonObject root, JsonObject schema, YamlMappingNode? values, string path, List<string> bare)
    {
        foreach (var (name, property) in Properties(root, schema) ?? [])
        {
            if (string.IsNullOrWhiteSpace((string?)property!["description"]))
            {
                bare.Add($"{path}.{name}");
            }
            if (values?.Children.TryGetValue(new YamlScalarNode(name), out var value) == true)
            {
                Find(root, property.AsObject(), value as YamlMappingNode, $"{path}.{name}", bare);
            }
        }
    }

    /// <summary>Null if there are none, or if they are Kubernetes' own.</summary>
    private static JsonObject? Properties(JsonObject root, JsonObject schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            var name = reference.Split('/')[^1];
            return Foreign.Contains(name) ? null : Properties(root, root["definitions"]![name]!.AsObject());
        }
        return schema["properties"]?.AsObject();
    }

    private static JsonObject Read() => JsonNode.Parse(File.ReadAllText(SchemaFile))!.AsObject();
}
