using System.Net;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Connection;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>What answers in an agent's place can send without end: not all of it is read.</summary>
public sealed class LongTextTests
{
    private const int Longest = 1000;

    [Theory]
    [InlineData(Longest, true)]
    [InlineData(Longest + 1, false)]
    public async Task A_text_is_read_up_to_the_limit(int length, bool read)
    {
        using var server = new ScriptedServer().Then(HttpStatusCode.OK, new string('x', length));
        using var dir = new TempDir();
        using var api = Connect(server, dir);

        var answer = api.GetTextAsync("metrics", null, TestContext.Current.CancellationToken);

        if (read)
        {
            Assert.Equal(length, (await answer).Length);
        }
        else
        {
            Assert.Equal("the answer to metrics has more than 1000 bytes", (await Assert.ThrowsAsync<CommandException>(() => answer)).Message);
        }
    }

    [Fact]
    public async Task A_text_without_end_is_not_waited_for()
    {
        using var server = new ScriptedServer().ThenStream(end: false, [.. Enumerable.Repeat(new string('x', 100), 20)]);
        using var dir = new TempDir();
        using var api = Connect(server, dir);

        await Assert.ThrowsAsync<CommandException>(() => api.GetTextAsync("metrics", null, TestContext.Current.CancellationToken));
    }

    private static KubeApi Connect(ScriptedServer server, TempDir dir)
    {
        File.WriteAllText(dir.At("config"), $$$"""
            {apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}],
             clusters: [{name: c, cluster: {server: '{{{server.Address}}}'}}], users: [{name: u, user: {token: x}}]}
            """);
        return KubeApi.Connect(new() { Kubeconfig = dir.At("config"), LongestText = Longest });
    }
}
