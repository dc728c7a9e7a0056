using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Docs;

/// <summary>Compares docs/architecture.md with the projects' references.</summary>
public sealed partial class ArchitecturePageTests
{
    [Fact]
    public void Each_project_refers_to_what_its_row_says()
    {
        var rows = Repository.Read("docs", "architecture.md").Split('\n').Where(l => l.StartsWith("| `src/", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(c => c[1].Trim('`')["src/".Length..], c => c[3]);
        var projects = Directory.GetDirectories(Repository.At("src")).Select(Path.GetFileName).OfType<string>().ToList();

        Assert.Equal(projects.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(projects, project => Assert.Equal(
            Referred(project).Order(StringComparer.Ordinal), rows[project].Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Referred(string project) =>
        Reference().Matches(File.ReadAllText(Assert.Single(Directory.GetFiles(Repository.At("src", project), "*.csproj")))).Select(m => m.Groups[1].Value);

    [GeneratedRegex("""<ProjectReference Include="\.\./(\w+)/""")]
    private static partial Regex Reference();
}
