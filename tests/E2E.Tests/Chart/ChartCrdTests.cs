using System.Text.Json;
using K8sMirror.Testing;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace K8sMirror.E2E.Chart;

/// <summary>The chart installs exactly the CRDs of <c>crds/</c>.</summary>
public sealed class ChartCrdTests
{
    [Fact]
    public void Are_those_of_the_repository()
    {
        var source = Directory.GetFiles(Repository.At("crds"), "*.yaml").SelectMany(file => Documents(File.ReadAllText(file))).ToDictionary(Name, Spec);
        var rendered = Documents(Rendered("1.30.0")).ToDictionary(Name, Spec);
        Assert.NotEmpty(source);
        Assert.Equal(source, rendered);
    }

    [Fact]
    public void Are_kept_on_uninstall() =>
        Assert.All(Documents(Rendered("1.30.0")), crd => Assert.Equal("keep",
            crd.GetProperty("metadata").GetProperty("annotations").GetProperty("helm.sh/resource-policy").GetString()));

    [Fact]
    public void Say_nothing_that_an_old_server_does_not_know()
    {
        Assert.Contains("x-kubernetes-validations", Rendered("1.30.0"), StringComparison.Ordinal);
        Assert.DoesNotContain("x-kubernetes-validations", Rendered("1.20.2"), StringComparison.Ordinal);
    }

    [Fact]
    public void Can_be_left_to_something_else()
    {
        var result = Helm.Template("--set", "crds.install=false");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("kind: CustomResourceDefinition", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crds", "crds.install=true", "files/crds/*.yaml")]
    [InlineData("dashboards", "monitoring.dashboards.enabled=true", "files/dashboards/*.json")]
    [InlineData("alerts.yaml", "monitoring.prometheusRule.enabled=true", "files/alerts.yaml")]
    public void A_copy_of_the_chart_without_them_is_refused(string lost, string set, string named)
    {
        using var folder = new TempDir();
        Command.Run("cp", "-r", Helm.Chart, folder.At("chart"));
        Command.Run("rm", "-r", Path.Combine(folder.At("chart"), "files", lost));

        var result = Helm.Run("template", "k8smirror", folder.At("chart"), "--set", set, "--api-versions", "monitoring.coreos.com/v1");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"this copy of the chart is incomplete: it has no {named}", result.Error, StringComparison.Ordinal);
    }

    private static string Rendered(string version)
    {
        var result = Helm.Template("--kube-version", version, "--show-only", "templates/crds.yaml");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static IEnumerable<JsonElement> Documents(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        _ = parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            if (reader.Deserialize(parser) is { } document)
            {
                yield return JsonDocument.Parse(writer.Serialize(document)).RootElement;
            }
        }
    }

    private static string Name(JsonElement crd) => crd.GetProperty("metadata").GetProperty("name").GetString()!;

    private static string Spec(JsonElement crd) => Canonical(crd.GetProperty("spec"));

    /// <summary>Helm sorts keys.</summary>
    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => $"{p.Name}:{Canonical(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(Canonical)) + "]",
        _ => value.GetRawText(),
    };
}
