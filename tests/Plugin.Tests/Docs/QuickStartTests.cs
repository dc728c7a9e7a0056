using K8sMirror.Plugin.Tests.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Docs;

/// <summary>The quick start's kubectl commands, in order, with real kubectl, a real API server and the real operator; the agents' answers are simulated.</summary>
public sealed class QuickStartTests(PluginFixture cluster) : PluginTest(cluster)
{
    [Fact]
    public async Task Its_kubectl_commands_run_in_order()
    {
        var page = new Page("docs/quickstart.md");
        using var folder = new TempDir();
        await File.WriteAllTextAsync(folder.At("ids.yaml"), Assert.Single(page.Blocks("yaml")), TestContext.Current.CancellationToken);
        var commands = page.Commands().Where(c => c.StartsWith("kubectl ", StringComparison.Ordinal) && !c.Contains(" mirror ", StringComparison.Ordinal)).ToList();
        Assert.Contains("kubectl apply -f ids.yaml", commands);
        Assert.Contains("kubectl wait --for=condition=Programmed tm/ids --timeout=60s", commands);
        Assert.Contains("kubectl delete tm ids", commands);
        using var stop = new CancellationTokenSource();
        var agents = AnswerAsync(stop.Token);
        try
        {
            foreach (var command in commands)
            {
                // It must use this test's kubectl, and this folder's file.
                var words = Page.Words(command)[1..].Select(w => w switch { "ids.yaml" => folder.At(w), "NODE" => "node-a", _ => w });
                var result = await Task.Run(() => As.Kubectl(words), TestContext.Current.CancellationToken);

                Assert.True(result.ExitCode == 0, $"{command}: {result.Error}");
                Assert.DoesNotContain("No resources found", result.Error, StringComparison.Ordinal);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await agents;
        }
        Assert.Empty(await Cluster.Admin.ListAsync(PluginFixture.Mirrors));
    }

    private async Task AnswerAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Cluster.ReportAsync("node-a");
            await Cluster.ReportAsync("node-b");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
