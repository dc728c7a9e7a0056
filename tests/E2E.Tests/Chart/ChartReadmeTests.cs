using System.Text;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Chart;

/// <summary>The values in the chart's README are those of values.yaml. This test generates the table and compares; <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public sealed class ChartReadmeTests
{
    private const string Heading = "\n## Values\n";

    [Fact]
    public void Its_table_is_what_values_yaml_says()
    {
        var file = Path.Combine(Helm.Chart, "README.md");
        var page = File.ReadAllText(file);
        var made = page[..(page.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)] + Table();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, made);
        }

        // If they differ: UPDATE_GOLDEN=1 TEST_ARGS='--filter-class *Chart*' scripts/test.sh E2E.Tests
        Assert.Equal(made, File.ReadAllText(file));
    }

    [Fact]
    public void It_installs_what_the_quick_start_installs()
    {
        // Two pages describe it; both lead to the same release under the same name.
        var install = Assert.Single(new Page("deploy/helm/k8smirror/README.md").Commands(), command => command.StartsWith("helm upgrade --install", StringComparison.Ordinal));
        Assert.StartsWith(install, Assert.Single(new Page("docs/quickstart.md").Commands(), command => command.StartsWith("helm upgrade --install", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static string Table()
    {
        var text = new StringBuilder("\nMade from [values.yaml](values.yaml) by a test.\n\n| Value | Default | Meaning |\n|---|---|---|\n");
        foreach (var value in ChartValues.Explained())
        {
            text.Append($"| `{value.Path}` | {Code(value.Default)} | {value.Meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
        return text.ToString();
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
