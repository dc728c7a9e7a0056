using System.Text.RegularExpressions;
using K8sMirror.Testing;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.Plugin.Tests.Docs;

/// <summary>Chart values that documents mention exist.</summary>
public sealed partial class ChartValueTests
{
    [Fact]
    public void Values_that_documents_name_are_in_the_chart()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Repository.At("deploy/helm/k8smirror/values.yaml"))));
        var values = yaml.Documents[0].RootNode;
        var named = Directory.EnumerateFiles(Repository.At("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.At("README.md"))
            .SelectMany(f => Value().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetFileName(f), Value: m.Groups[1].Value)))
            .Where(n => !n.Value.EndsWith(".yaml", StringComparison.Ordinal))
            .Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.True(Has(values, n.Value.Split('.')), $"{n.File} names {n.Value}, which values.yaml does not have"));
    }

    /// <summary>A value that is an empty mapping by default takes any key of Kubernetes' own.</summary>
    private static bool Has(YamlNode node, string[] path) =>
        path.Length == 0
        || (node is YamlMappingNode mapping
            && (mapping.Children.Count == 0 || OfKubernetes(path[0])
                || (mapping.Children.TryGetValue(new YamlScalarNode(path[0]), out var child) && Has(child, path[1..]))));

    private static bool OfKubernetes(string key) => key is "seLinuxOptions";

    [GeneratedRegex(@"`((?:agent|operator|crds|ownNodePolicy|uninstall|monitoring)\.[A-Za-z][A-Za-z.]*[A-Za-z])[`=]")]
    private static partial Regex Value();
}
