using System.Security.Cryptography;
using K8sMirror.E2E.Chart;
using K8sMirror.Testing;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.E2E.Publishing;

/// <summary>Output of scripts/release.sh for the chart and the plugin's archives. It compiles the programs with the scripts that other tests use.</summary>
public sealed class ReleaseScriptTests
{
    private const string Home = "https://forge.example.com/acme/mirror";

    [Fact]
    public void The_chart_is_of_its_version_and_its_home()
    {
        using var folder = new TempDir();
        Make(folder, "1.2.3-rc.1", "--only", "chart");

        var chart = folder.At("k8smirror-1.2.3-rc.1.tgz");
        var about = Helm.Run("show", "chart", chart).Output;
        Assert.Contains($"home: {Home}\n", about, StringComparison.Ordinal);
        Assert.Contains("version: 1.2.3-rc.1\n", about, StringComparison.Ordinal);
        Assert.Contains("appVersion: 1.2.3-rc.1\n", about, StringComparison.Ordinal);
        Assert.Contains("artifacthub.io/prerelease: \"true\"", about, StringComparison.Ordinal);
        Assert.Contains($"helm upgrade --install k8smirror oci://registry.example.com/acme/charts/k8smirror --version 1.2.3-rc.1 ", Helm.Run("show", "readme", chart).Output, StringComparison.Ordinal);

        var rendered = Helm.Run(
            "template", "k8smirror", chart, "--namespace", "k8smirror", "--api-versions", "monitoring.coreos.com/v1", "--set", "monitoring.prometheusRule.enabled=true");
        Assert.True(rendered.ExitCode == 0, rendered.Error);
        Assert.Equal(
            ["registry.example.com/acme/k8smirror-agent:1.2.3-rc.1", "registry.example.com/acme/k8smirror-operator:1.2.3-rc.1"],
            rendered.Output.Split('\n').Where(line => line.Contains(" image: ", StringComparison.Ordinal)).Select(line => line.Split("image: ")[1]).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains($"runbook_url: \"{Home}/blob/v1.2.3-rc.1/docs/operations/alerts.md#", rendered.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("github.com", about + rendered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_manifests_are_the_charts_objects_and_their_namespace()
    {
        using var folder = new TempDir();
        Make(folder, "1.2.3", "--only", "chart", "--only", "manifests");

        var text = File.ReadAllText(folder.At("k8smirror.yaml"));
        var objects = Names(text);
        var chart = Helm.Run("template", "k8smirror", folder.At("k8smirror-1.2.3.tgz"), "--namespace", "k8smirror", "--kube-version", "1.30.0", "--no-hooks");
        Assert.Equal(Names(chart.Output).Prepend("Namespace k8smirror"), objects);
        Assert.Contains("ValidatingAdmissionPolicy k8smirror-agent-own-node", objects);
        // What kubectl applies first must not depend on what it applies later.
        Assert.True(objects.FindLastIndex(o => o.StartsWith("CustomResourceDefinition ", StringComparison.Ordinal)) < objects.FindIndex(o => o.StartsWith("DaemonSet ", StringComparison.Ordinal)));
        Assert.DoesNotContain("helm.sh/hook", text, StringComparison.Ordinal);
        Assert.DoesNotContain("managed-by", text, StringComparison.Ordinal);
        // kubectl apply stores the object in an annotation of at most 262,144 bytes.
        Assert.All(text.Split("\n---\n"), document => Assert.True(document.Length < 200_000));
        Assert.Equal(3, Names(File.ReadAllText(folder.At("crds.yaml"))).Count);
    }

    [Fact]
    public void Krews_manifest_has_each_archive_with_its_checksum()
    {
        using var folder = new TempDir();
        string[] archives = ["linux_amd64.tar.gz", "darwin_arm64.tar.gz", "windows_amd64.zip"];
        foreach (var archive in archives)
        {
            File.WriteAllText(folder.At($"kubectl-mirror_1.2.3_{archive}"), archive);
        }
        Make(folder, "1.2.3", "--only", "krew", "--only", "sums");

        // The file has the plugin's name, which needs a second word: https://krew.sigs.k8s.io/docs/developer-guide/develop/naming-guide/
        var plugin = Parse(File.ReadAllText(folder.At("traffic-mirror.yaml")))[0];
        Assert.Equal("traffic-mirror", plugin["metadata"]["name"].ToString());
        Assert.Equal("v1.2.3", plugin["spec"]["version"].ToString());
        var platforms = ((YamlSequenceNode)plugin["spec"]["platforms"]).Children;
        Assert.Equal(
            archives.Order(StringComparer.Ordinal).Select(archive => $"{Home}/releases/download/v1.2.3/kubectl-mirror_1.2.3_{archive}"), platforms.Select(platform => platform["uri"].ToString()));
        Assert.All(platforms, platform =>
        {
            var (os, arch) = (platform["selector"]["matchLabels"]["os"].ToString(), platform["selector"]["matchLabels"]["arch"].ToString());
            var file = folder.At(Path.GetFileName(platform["uri"].ToString()));
            Assert.Contains($"_{os}_{arch}.", file, StringComparison.Ordinal);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), platform["sha256"].ToString());
            Assert.Equal(os == "windows" ? "kubectl-mirror.exe" : "kubectl-mirror", platform["bin"].ToString());
        });
        Assert.Equal(4, File.ReadAllLines(folder.At("SHA256SUMS")).Length);
        Command.Run("sh", "-c", $"cd {folder.Path} && sha256sum --check --quiet SHA256SUMS");
    }

    [Theory]
    [InlineData("'1.2' is no version", "--version", "1.2", "--only", "chart")]
    [InlineData("'v1.2.3' is no version", "--version", "v1.2.3", "--only", "chart")]
    [InlineData("'1.2.3+4' is no version", "--version", "1.2.3+4", "--only", "chart")]
    [InlineData("no part 'charts'", "--version", "1.2.3", "--only", "charts")]
    [InlineData("--registry needs a value", "--registry")]
    [InlineData("'forge' is no address", "--version", "1.2.3", "--home", "forge", "--only", "chart")]
    [InlineData("is no address", "--version", "1.2.3", "--home", "https://forge.example.com/a#e", "--only", "chart")]
    [InlineData("'ghcr.io/Acme' is no registry", "--version", "1.2.3", "--registry", "ghcr.io/Acme", "--only", "chart")]
    [InlineData("make it first (--only chart)", "--version", "1.2.3", "--only", "manifests")]
    [InlineData("make it first (--only plugin)", "--version", "1.2.3", "--only", "krew")]
    public void What_is_wrong_is_said(string says, params string[] arguments)
    {
        using var folder = new TempDir();
        var result = Command.Try(Repository.At("scripts/release.sh"), ["--out", folder.Path, .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    /// <summary>A folder has what several runs made: only what is of the version is published, and nothing before all of it is found.</summary>
    [Theory]
    [InlineData("no archive of k8smirror-agent 1.2.3 is in", "k8smirror-agent-1.2.3-rc.1-amd64.tar", "k8smirror-operator-1.2.3-amd64.tar", "k8smirror-1.2.3.tgz")]
    [InlineData("no archive of k8smirror-operator 1.2.3 is in", "k8smirror-agent-1.2.3-arm64.tar", "k8smirror-operator-1.2.4-amd64.tar", "k8smirror-1.2.3.tgz")]
    [InlineData("no chart of version 1.2.3 is in", "k8smirror-agent-1.2.3-amd64.tar", "k8smirror-operator-1.2.3-amd64.tar", "k8smirror-1.2.3-rc.1.tgz")]
    [InlineData(" not-a-signer\n", "k8smirror-agent-1.2.3-amd64.tar", "k8smirror-operator-1.2.3-amd64.tar", "k8smirror-1.2.3.tgz")]
    public void A_release_that_is_not_whole_is_not_published(string says, params string[] files)
    {
        using var folder = new TempDir();
        Array.ForEach(files, file => File.WriteAllText(folder.At(file), ""));
        Make(folder, "1.2.3", "--only", "sums");

        var result = Command.Try("env", "COSIGN=not-a-signer", Repository.At("scripts/publish-release.sh"), "1.2.3", "registry.invalid", folder.Path);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    private static void Make(TempDir folder, string version, params string[] parts) => Command.Run(
        Repository.At("scripts/release.sh"), ["--version", version, "--registry", "registry.example.com/acme", "--home", Home, "--out", folder.Path, .. parts]);

    private static List<string> Names(string yaml) => [.. Parse(yaml).Select(node => $"{node["kind"]} {node["metadata"]["name"]}")];

    private static List<YamlMappingNode> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }
}
