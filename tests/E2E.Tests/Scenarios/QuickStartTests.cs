using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>The quick start exactly as documented, from the first command on the cluster to the last before uninstalling.</summary>
[Collection(ClusterTests.Name)]
public sealed class QuickStartTests
{
    [KernelFact]
    public void Its_commands_lead_to_copied_packets()
    {
        var page = new Page("docs/quickstart.md");
        using var folder = new TempDir();
        File.WriteAllText(folder.At("ids.yaml"), Assert.Single(page.Blocks("yaml")));
        using var traffic = new ClusterTraffic();
        var done = new List<string>();
        try
        {
            foreach (var command in page.Commands())
            {
                var words = Page.Words(command).Select(word => word switch
                {
                    "NODE" => "node-1",
                    "ids.yaml" => folder.At(word),
                    "deploy/helm/k8smirror" => Repository.At(word),
                    // Images with this test's tag.
                    _ => word.Replace("image.tag=dev", $"image.tag={ClusterFixture.Tag}", StringComparison.Ordinal),
                }).ToArray();
                switch (words)
                {
                    case ["make", "images"] or ["helm", "uninstall", ..]:
                        continue; // The images are built before all tests; uninstalling has its own test.
                    case ["helm" or "kubectl", ..]:
                        _ = Script.Run(words);
                        break;
                    case ["tcpdump", ..]:
                        Assert.Equal(5, PacketsOf(Script.Run(["in", "node-1", "timeout", "60", .. words])));
                        traffic.Nodes[1].IsSilent();
                        break;
                    default:
                        Assert.Fail($"teach this test '{command}'");
                        break;
                }
                done.Add(words[0]);
            }
        }
        finally
        {
            Kubectl.Delete("ids");
            _ = Kubectl.Try("label", "node", "node-1", "zone-");
        }
        Assert.Contains("tcpdump", done);
        Assert.Null(Kubectl.Mirror("ids"));
    }

    /// <summary>Lines that begin with a time of day.</summary>
    private static int PacketsOf(string dump) => dump.Split('\n').Count(line => line.Length > 8 && line[2] == ':' && line[5] == ':');
}
