using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>The examples folder, with real kubectl, a real API server and the real operator.</summary>
public sealed class ExamplesTests(PluginFixture cluster) : PluginTest(cluster)
{
    private static readonly string Folder = Repository.At("examples");

    public static TheoryData<string> Files() =>
    [
        // The other files are configurations of tools, and manifests that run them.
        .. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("\nkind: TrafficMirror\n", StringComparison.Ordinal)).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_example_is_applied_and_accepted(string file)
    {
        var path = Path.Combine(Folder, file);
        var mirrors = ManifestReader.Read(file, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Mirrors;
        Assert.NotEmpty(mirrors);
        Assert.Equal(0, As.Mirror("plan", "-f", path).ExitCode);

        var dry = As.Kubectl("apply", "--dry-run=server", "-f", path);
        var real = As.Kubectl("apply", "-f", path);

        Assert.True(dry.ExitCode == 0 && real.ExitCode == 0, dry.Error + real.Error);
        foreach (var mirror in mirrors)
        {
            await EventuallyAsync.True(
                async () => (await Cluster.Admin.GetAsync($"{PluginFixture.Mirrors}/{mirror.Mirror.Metadata.Name}"))?["status"]?["conditions"]?.AsArray()
                    .Any(c => (string)c!["type"]! == "Accepted" && (string)c["status"]! == "True") == true,
                $"{mirror.Mirror.Metadata.Name} is accepted");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_example_says_what_it_is_for(string file)
    {
        Assert.StartsWith("# ", File.ReadAllText(Path.Combine(Folder, file)), StringComparison.Ordinal);
        Assert.Contains($"[{file.Replace("mirror.yaml", "", StringComparison.Ordinal)}](", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_seeds_line_is_what_its_file_says()
    {
        var line = MirrorLine.Parse("eth1@eth2_eth1@eth3_eth1/eth4@eth5").Mirrors;
        var file = ManifestReader.Read("seed-line.yaml", File.ReadAllText(Path.Combine(Folder, "seed-line.yaml"))).Mirrors;

        Assert.Equal(ManifestWriter.Write(line), ManifestWriter.Write(file.Select(m => m.Mirror)));
    }
}
