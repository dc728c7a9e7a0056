using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>A real agent with real traffic behind the real API server's pod proxy.</summary>
public sealed class TrafficTests(PluginFixture cluster) : PluginTest(cluster)
{
    [KernelFact]
    public async Task Top_and_explain_show_what_the_agent_counts()
    {
        using var node = new MirroringNode("eth1@eth2");
        Apply(As.Mirror("convert", "eth1@eth2").Output);
        await Cluster.ToldAsync("node-a", "line-1");
        await Cluster.ReportAsync("node-a");
        await Cluster.AgentPodAsync("node-a", node.Address, MirroringNode.Port);
        using var stop = new CancellationTokenSource();
        var traffic = node.SendAsync(stop.Token);
        try
        {
            var top = await EventuallyAsync.Get(
                async () =>
                {
                    var result = await Task.Run(() => As.Mirror("top", "--once", "--interval", "500ms", "-o", "json"));
                    return result.ExitCode == 0 && Json(result).GetProperty("edges") is var edges && edges.GetArrayLength() > 0
                        && edges[0].GetProperty("mirroredPerSecond").GetDouble() > 0 ? result : null;
                },
                "rates above zero");

            var edge = Json(top).GetProperty("edges")[0];
            Assert.Equal(
                ("node-a", "line-1", "eth1", "ingress", "eth2"),
                (Text("node"), Text("mirror"), Text("source"), Text("direction"), Text("target")));
            Assert.True(edge.GetProperty("bitsPerSecond").GetDouble() > edge.GetProperty("mirroredPerSecond").GetDouble() * 8 * 60);
            Assert.Contains("MIRRORED/S", As.Mirror("top", "line-1", "--once", "--interval", "300ms").Output, StringComparison.Ordinal);
            Assert.Contains("nothing is mirrored", As.Mirror("top", "nobody", "--once", "--interval", "300ms").Output, StringComparison.Ordinal);

            var explained = Json(As.Mirror("explain", "node-a", "eth1:ingress", "tcp", "192.0.2.1:1", "192.0.2.2:2", "-o", "json"));
            var copy = Assert.Single(explained.GetProperty("copies").EnumerateArray());
            Assert.Equal("Copied", copy.GetProperty("verdict").GetString());
            Assert.True(copy.GetProperty("mirrored").GetDouble() > 0);

            string Text(string field) => edge.GetProperty(field).GetString()!;
        }
        finally
        {
            await stop.CancelAsync();
            await traffic;
        }
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_named_and_top_fails()
    {
        await Cluster.AgentPodAsync("node-a", "", 9464);

        var top = As.Mirror("top", "--once", "--interval", "100ms");

        Assert.Equal(1, top.ExitCode);
        Assert.Contains("node-a: no metrics from k8smirror/k8smirror-agent-node-a", top.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_not_there_is_4()
    {
        var result = As.Mirror("explain", "node-x", "eth1");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("there are: node-a, node-b", result.Error, StringComparison.Ordinal);
    }
}
