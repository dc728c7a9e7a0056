using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>Users with few permissions, or with large requests, get a message quickly, and never a stack trace.</summary>
public sealed class ForbiddenTests(PluginFixture cluster) : PluginTest(cluster)
{
    [Theory]
    [InlineData("is forbidden", "plan", "--line", "eth1@eth2")]
    [InlineData("is forbidden", "status")]
    [InlineData("is forbidden", "status", "ids", "--check")]
    [InlineData("is forbidden", "explain", "node-a", "eth1")]
    [InlineData("cannot be listed", "top", "--once")]
    public void Somebody_without_rights(string reason, params string[] command)
    {
        var result = As.Plugin([.. command, "--as", "nobody"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Error + result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_not_there_is_4_with_those_that_are()
    {
        var result = As.Plugin("explain", "node-z", "eth1");

        Assert.Equal((4, "there is no node 'node-z'; there are: node-a, node-b\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_plan_of_many_mirrors_is_one_answer()
    {
        using var folder = new TempDir();
        const int Mirrors = 200;
        File.WriteAllText(
            folder.At("many.yaml"),
            string.Concat(Enumerable.Range(0, Mirrors).Select(i => Mirror($"m{i}", $"out{i}", source: $"in{i}", direction: "Both"))));

        var result = As.Plugin("plan", "-f", folder.At("many.yaml"));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"Plan: {Mirrors * 2 * 2} to start, 0 to stop, 0 unchanged; 2 nodes of 2 with copies change.", result.Output, StringComparison.Ordinal);
    }
}
