using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Chart;

/// <summary>
/// The chart has copies of other files of the repository. They are not symbolic links, because tools that fetch the chart from Git, such as Flux, may silently
/// omit those. With K8SMIRROR_WRITE_DOCS=1 these tests write the copies.
/// </summary>
public sealed class ChartCopyTests
{
    private const string Chart = "deploy/helm/k8smirror";

    [Theory]
    [InlineData("crds", "*.yaml", "files/crds")]
    [InlineData("deploy/grafana", "*.json", "files/dashboards")]
    public void Are_those_files(string source, string pattern, string copies)
    {
        var (from, to) = (Repository.At(source), Repository.At(Chart, copies));
        if (Environment.GetEnvironmentVariable("K8SMIRROR_WRITE_DOCS") == "1")
        {
            Directory.Delete(to, recursive: true);
            Directory.CreateDirectory(to);
            foreach (var file in Directory.GetFiles(from, pattern))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }

        // If they differ: K8SMIRROR_WRITE_DOCS=1 scripts/test.sh Core.Tests
        Assert.NotEmpty(Directory.GetFiles(from, pattern));
        Assert.Equal(Names(from, pattern), Names(to, "*"));
        Assert.All(Directory.GetFiles(from, pattern), file => Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(to, Path.GetFileName(file)))));
    }

    [Fact]
    public void Nothing_in_the_chart_is_a_symbolic_link() =>
        Assert.All(new DirectoryInfo(Repository.At(Chart)).EnumerateFileSystemInfos("*", SearchOption.AllDirectories), entry => Assert.Null(entry.LinkTarget));

    private static IEnumerable<string?> Names(string folder, string pattern) =>
        Directory.GetFileSystemEntries(folder, pattern).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
