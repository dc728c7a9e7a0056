using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Docs;

/// <summary>Values of the chart that documents speak of are there.</summary>
public sealed partial class ChartValueTests
{
    [Fact]
    public void Values_that_documents_name_are_in_the_chart()
    {
        var values = Paths(File.ReadAllLines(Repository.At("deploy/helm/k8smirror/values.yaml")));
        var named = Directory.EnumerateFiles(Repository.At("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.At("README.md"))
            .SelectMany(f => Value().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetFileName(f), Value: m.Groups[1].Value)))
            .Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.True(
            values.Contains(n.Value) || values.Any(v => v.StartsWith(n.Value + ".", StringComparison.Ordinal) || n.Value.StartsWith(v + ".", StringComparison.Ordinal)),
            $"{n.File} names {n.Value}, which values.yaml does not have"));
    }

    /// <summary>Dotted paths of a file of block-style YAML whose leaves may be flow-style.</summary>
    private static HashSet<string> Paths(IEnumerable<string> lines)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var stack = new List<(int Indent, string Key)>();
        foreach (var line in lines)
        {
            if (Key().Match(line) is { Success: true } key)
            {
                var indent = key.Groups[1].Length;
                stack.RemoveAll(s => s.Indent >= indent);
                stack.Add((indent, key.Groups[2].Value));
                paths.Add(string.Join('.', stack.Select(s => s.Key)));
            }
        }
        return paths;
    }

    [GeneratedRegex(@"^( *)([A-Za-z][A-Za-z0-9]*):")]
    private static partial Regex Key();

    [GeneratedRegex(@"`((?:agent|operator|crds|ownNodePolicy|uninstall|monitoring)\.[A-Za-z][A-Za-z.]*[A-Za-z])[`=]")]
    private static partial Regex Value();
}
