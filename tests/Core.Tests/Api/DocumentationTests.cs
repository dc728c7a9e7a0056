using System.Reflection;
using System.Text.RegularExpressions;
using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Api;

/// <summary>Compares docs/api.md with the code.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = Repository.Read("docs", "api.md");
    private static readonly string Filters = Repository.Read("docs", "filters.md");

    [Fact]
    public void Reasons_are_those_of_the_code_in_the_same_order() => Assert.Equal(Constants(typeof(Reasons)), FirstColumn(Page, "| reason |"));

    [Fact]
    public void Conditions_are_those_of_the_code() =>
        Assert.Equal(Constants(typeof(ConditionTypes)).Order(StringComparer.Ordinal), FirstColumn(Page, "| condition |").Order(StringComparer.Ordinal));

    [Fact]
    public void Fields_of_the_spec_are_those_of_the_schema()
    {
        var fields = Crd.Walk(Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!.AsObject())
            .Select(s => s.Path.TrimStart('.'))
            .Where(p => p.Length > 0 && !p.EndsWith("[]", StringComparison.Ordinal) && !p.Contains("Selector.", StringComparison.Ordinal))
            .ToList();
        // The fields below these have their own page.
        string[] elsewhere = ["filter", "sampling", "snapLength", "rateLimit", "sourceTag"];
        var selection = fields.Where(p => elsewhere.Contains(p.Split('.')[0]));
        Assert.Equal(
            fields.Where(p => !elsewhere.Contains(p.Split('.')[0]) || elsewhere.Contains(p)).Order(StringComparer.Ordinal),
            FirstColumn(Page, "| field of `spec` |").Order(StringComparer.Ordinal));
        Assert.Equal(selection.Order(StringComparer.Ordinal), FirstColumn(Filters, "| field of `spec` |").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Mirrors_in_the_text_can_be_read()
    {
        var mirrors = Blocks(Page, "yaml").Concat(Blocks(Filters, "yaml")).Where(b => b.Contains("kind: TrafficMirror", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(mirrors);
        Assert.All(mirrors, m => Assert.Empty(ManifestReader.Read("api.md", m).Errors));
    }

    [Fact]
    public void Parts_of_mirrors_in_the_text_can_be_read()
    {
        var parts = Blocks(Filters, "yaml").Where(b => !b.Contains("kind:", StringComparison.Ordinal)).ToList();
        Assert.True(parts.Count > 7);
        Assert.All(parts, part => Assert.Empty(ManifestReader.Read("filters.md", $$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: m}
            spec:
              sources: [{interface: eth1}]
              targets: [{name: t, interface: eth2}]
              {{part.ReplaceLineEndings("\n  ")}}
            """).Errors));
    }

    [Fact]
    public void Lines_and_errors_in_the_text_are_what_the_parser_says()
    {
        var blocks = Blocks(Page, "text").ToList();
        Assert.Empty(MirrorLine.Parse(Assert.Single(blocks, b => b.StartsWith("eth1@eth2_", StringComparison.Ordinal)).TrimEnd()).Errors);
        const string Wrong = "eth1@eth2@eth3";
        Assert.Equal(
            MirrorLine.Parse(Wrong).Errors[0].Render(Wrong), Assert.Single(blocks, b => b.StartsWith(Wrong, StringComparison.Ordinal)).TrimEnd());
    }

    [Fact]
    public void Mistakes_of_manifests_in_the_text_are_what_the_reader_says()
    {
        const string Wrong = """
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata: {name: m}
            spec:
              priorty: 200
              targets:
              - {name: ids, interface: eth5}
              sources:
              - {interface: eth1, direction: received}
            """;
        Assert.Equal(
            string.Join('\n', ManifestReader.Read("mirrors.yaml", Wrong).Errors),
            Assert.Single(Blocks(Page, "text"), b => b.StartsWith("mirrors.yaml:", StringComparison.Ordinal)).TrimEnd());
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

    private static List<string> FirstColumn(string page, string header) =>
    [
        .. page.Split('\n').SkipWhile(l => !l.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Split('|')[1].Trim().Trim('`')),
    ];

    private static IEnumerable<string> Blocks(string page, string language) =>
        Fence().Matches(page).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
