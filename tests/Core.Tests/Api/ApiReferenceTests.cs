using System.Text;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Api;

/// <summary>docs/api-reference.md is generated from the CRDs. This test generates it and compares; with K8SMIRROR_WRITE_DOCS=1 it writes it.</summary>
public sealed class ApiReferenceTests
{
    [Fact]
    public void The_reference_is_what_the_CRDs_say()
    {
        var made = Compose();
        if (Environment.GetEnvironmentVariable("K8SMIRROR_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Repository.At("docs", "api-reference.md"), made);
        }

        // If they differ: K8SMIRROR_WRITE_DOCS=1 scripts/test.sh Core.Tests
        Assert.Equal(made, Repository.Read("docs", "api-reference.md"));
    }

    private static string Compose()
    {
        var text = new StringBuilder("""
            # API reference

            Every field of all kinds, made from the CustomResourceDefinitions in [crds/](../crds). [The API](api.md) explains what they are for; this page is
            for looking up. `K8SMIRROR_WRITE_DOCS=1 make test PROJECT=Core.Tests` writes it again, and a test holds it in step.

            """);
        foreach (var plural in (string[])[TrafficMirror.Plural, AddressSet.Plural, NodeMirror.Plural])
        {
            Kind(text, Crd.Read(plural));
        }
        return text.ToString();
    }

    private static void Kind(StringBuilder text, JsonObject crd)
    {
        var spec = crd["spec"]!;
        var names = spec["names"]!;
        var version = spec["versions"]![0]!;
        var schema = version["schema"]!["openAPIV3Schema"]!.AsObject();
        text.Append($"\n## {names["kind"]}\n\n`{spec["group"]}/{version["name"]}`, {(string)spec["scope"]! switch { "Cluster" => "cluster-scoped", _ => "namespaced" }}");
        text.Append($"; short name `{names["shortNames"]?[0]}`, categories {List(names["categories"])}. {OneLine(schema["description"])}\n");
        foreach (var part in (string[])["spec", "status"])
        {
            text.Append($"\n### {names["kind"]} {part}\n\n| field | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
            var root = schema["properties"]![part]!.AsObject();
            foreach (var (path, field) in Crd.Walk(root).Where(s => s.Path.Length > 0 && !s.Path.EndsWith("[]", StringComparison.Ordinal) && !s.Path.EndsWith("{}", StringComparison.Ordinal)))
            {
                text.Append($"| `{part}{path}` | {Type(field)}{(IsRequired(root, path) ? ", required" : "")} | {Default(field)} | {Allowed(field)} | {OneLine(field["description"])} |\n");
            }
            Rules(text, root, part);
        }
        text.Append($"\n`kubectl get {names["shortNames"]?[0]}` prints: {string.Join(", ", version["additionalPrinterColumns"]!.AsArray().Select(c => $"{c!["name"]} (`{c["jsonPath"]}`)"))}.\n");
    }

    /// <summary>The server's rules between fields, with their messages.</summary>
    private static void Rules(StringBuilder text, JsonObject root, string part)
    {
        var rules = Crd.Walk(root)
            .SelectMany(s => (s.Schema["x-kubernetes-validations"]?.AsArray() ?? []).Select(r => (s.Path, Message: OneLine(r!["message"] ?? r["messageExpression"]))))
            .ToList();
        if (rules.Count > 0)
        {
            text.Append("\nRules that a server from 1.25 on checks, and the operator everywhere:\n\n");
            foreach (var (path, message) in rules)
            {
                text.Append($"- `{part}{path}`: {message}\n");
            }
        }
    }

    private static string Type(JsonObject field) => (string)field["type"]! switch
    {
        "array" => $"list of {Type(field["items"]!.AsObject())}",
        "object" when field["additionalProperties"] is JsonObject values => $"map of {Type(values)}",
        var type => (string?)field["format"] is "date-time" ? "time" : type,
    };

    private static string Default(JsonObject field) => field["default"] is { } value ? $"`{value.ToJsonString()}`" : "";

    private static string Allowed(JsonObject field)
    {
        var parts = new List<string>();
        if (field["enum"] is JsonArray values)
        {
            parts.Add(List(values));
        }
        Range(parts, "items", field["minItems"], field["maxItems"]);
        Range(parts, "characters", field["minLength"], field["maxLength"]);
        Range(parts, "", field["minimum"], field["maximum"]);
        if (field["pattern"] is { } pattern)
        {
            parts.Add($"`{((string)pattern!).Replace("|", "\\|", StringComparison.Ordinal)}`");
        }
        return string.Join("; ", parts);
    }

    private static void Range(List<string> parts, string unit, JsonNode? least, JsonNode? most)
    {
        var range = (least, most) switch
        {
            (null, null) => "",
            (null, _) => $"at most {most}",
            (_, null) => $"at least {least}",
            _ => $"{least} to {most}",
        };
        if (range.Length > 0)
        {
            parts.Add($"{range} {unit}".TrimEnd());
        }
    }

    private static bool IsRequired(JsonObject root, string path)
    {
        var at = path.LastIndexOf('.');
        var parent = Crd.Walk(root).First(s => s.Path == path[..at]).Schema;
        return parent["required"]?.AsArray().Any(r => (string)r! == path[(at + 1)..]) ?? false;
    }

    private static string List(JsonNode? values) => string.Join(", ", values?.AsArray().Select(v => $"`{v}`") ?? []);

    private static string OneLine(JsonNode? text) =>
        string.Join(' ', ((string?)text ?? "").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);
}
