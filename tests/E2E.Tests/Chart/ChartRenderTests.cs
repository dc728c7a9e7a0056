using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Chart;

/// <summary>
/// A folder under Golden is a test: <c>flags</c> (one word per line) and <c>values.yaml</c> in, <c>expected.yaml</c> out.
/// <c>UPDATE_GOLDEN=1</c> writes the output; read the difference before you commit it.
/// </summary>
public sealed class ChartRenderTests
{
    private static readonly string Golden = Repository.At("tests/E2E.Tests/Chart/Golden");

    public static TheoryData<string> Folders() =>
        [.. Directory.GetDirectories(Golden).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Renders_as_expected(string folder)
    {
        var at = Path.Combine(Golden, folder);
        var flags = File.ReadAllLines(Path.Combine(at, "flags")).Where(line => line.Length > 0);
        var result = Helm.Template([.. flags, "--values", Path.Combine(at, "values.yaml"), "--set", "crds.install=false"]);
        Assert.True(result.ExitCode == 0, result.Error);

        var expected = Path.Combine(at, "expected.yaml");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expected, result.Output);
        }
        Assert.Equal(File.ReadAllText(expected), result.Output);
    }

    [Fact]
    public void A_digest_pins_the_image_whatever_the_tag()
    {
        var digest = $"sha256:{new string('a', 64)}";
        var result = Helm.Template("--set", $"agent.image.digest={digest},agent.image.tag=v9,operator.image.digest={digest}");
        Assert.True(result.ExitCode == 0, result.Error);
        var images = result.Output.Split('\n').Where(line => line.Contains(" image: ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct();
        Assert.Equal([$"image: k8smirror/k8smirror-agent@{digest}", $"image: k8smirror/k8smirror-operator@{digest}"], images.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Passes_the_strict_linter()
    {
        var result = Helm.Run("lint", "--strict", Helm.Chart);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
