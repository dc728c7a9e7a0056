using System.Text.RegularExpressions;
using K8sMirror.Testing;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Chart;

/// <summary>What Chart.yaml tells catalogues is true.</summary>
public sealed partial class ChartMetadataTests
{
    private static readonly YamlMappingNode Chart = Parse(File.ReadAllText(Path.Combine(Helm.Chart, "Chart.yaml")));

    private static readonly string Home = Chart["home"].ToString();

    [Fact]
    public void The_version_is_that_of_the_programs()
    {
        var version = Regex.Match(Repository.Read("Directory.Build.props"), "<Version>(.*)</Version>").Groups[1].Value;
        Assert.Equal(version, Chart["version"].ToString());
        Assert.Equal(version, Chart["appVersion"].ToString());
    }

    [Fact]
    public void The_images_are_the_defaults()
    {
        var rendered = Helm.Template().Output.Split('\n').Where(line => line.Contains(" image: ", StringComparison.Ordinal)).Select(line => line.Split("image: ")[1]);
        Assert.Equal(rendered.Distinct().Order(StringComparer.Ordinal), Annotation("images").Select(image => image["image"].ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_kinds_are_those_of_the_chart()
    {
        var kinds = Directory.GetFiles(Repository.At("crds")).Select(file => Parse(File.ReadAllText(file)))
            .Select(crd => $"{crd["metadata"]["name"]} {crd["spec"]["names"]["kind"]} {crd["spec"]["versions"][0]["name"]}");
        Assert.Equal(
            kinds.Order(StringComparer.Ordinal), Annotation("crds").Select(crd => $"{crd["name"]} {crd["kind"]} {crd["version"]}").Order(StringComparer.Ordinal));
    }

    /// <summary>To publish it elsewhere, you replace one text.</summary>
    [Fact]
    public void Every_address_is_at_the_charts_home_and_leads_to_a_file_of_this_repository()
    {
        var addresses = Directory.GetFiles(Helm.Chart).SelectMany(file => Address().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Concat(Address().Matches(Helm.Template("--api-versions", "monitoring.coreos.com/v1", "--set", "monitoring.prometheusRule.enabled=true", "--show-only", "templates/prometheusrule.yaml").Output)
                .Select(match => match.Value)).Distinct().ToList();

        Assert.True(addresses.Count > 5);
        Assert.All(addresses, address =>
        {
            Assert.StartsWith(Home, address, StringComparison.Ordinal);
            if (InTree().Match(address[Home.Length..]) is { Success: true } path)
            {
                Assert.True(Path.Exists(Repository.At(path.Groups[1].Value)), address);
            }
        });
    }

    private static IEnumerable<YamlNode> Annotation(string name)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Chart["annotations"][$"artifacthub.io/{name}"].ToString()));
        return ((YamlSequenceNode)stream.Documents[0].RootNode).Children;
    }

    private static YamlMappingNode Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    [GeneratedRegex("https?://(?!json-schema)[a-z][^\\s)}\"',]+")]
    private static partial Regex Address();

    [GeneratedRegex("^/(?:blob|tree)/main/([^#]*)")]
    private static partial Regex InTree();
}
