namespace K8sMirror.Plugin.Tests.Cluster;

public sealed class StatusTests(PluginFixture cluster) : PluginTest(cluster)
{
    [Fact]
    public async Task Mirrors_are_shown_in_short_and_one_in_full()
    {
        Apply(Mirror("good", "eth2") + Mirror("bad", "eth7"));
        foreach (var node in (string[])["node-a", "node-b"])
        {
            await Cluster.ToldAsync(node, "good");
            await Cluster.ToldAsync(node, "bad");
            await Cluster.ReportAsync(node, ("eth7", "InterfaceNotFound", "waits for eth7"));
        }
        await K8sMirror.Testing.EventuallyAsync.True(
            () => As.Mirror("status", "good", "--check").ExitCode == 0, "good is programmed");

        var all = As.Mirror("status");
        var bad = As.Mirror("status", "bad", "--check");

        Assert.Contains("agents 0/0 ready, operators 0/0 ready", all.Output, StringComparison.Ordinal);
        Assert.Contains("good True True True True 2/2", Squeezed(all), StringComparison.Ordinal);
        Assert.Contains("no pod of K8sMirror in any namespace", all.Output, StringComparison.Ordinal);
        Assert.Equal(5, bad.ExitCode);
        Assert.Contains("bad False True False False 0/2", Squeezed(bad), StringComparison.Ordinal);
        Assert.All(
            (string[])["condition=Ready tm/good", "condition=Degraded=false tm/good", "condition=Shedding=false tm", "condition=Ready=false tm/bad"],
            wait => Assert.Equal(0, As.Kubectl(["wait", $"--for={wait.Split(' ')[0]}", wait.Split(' ')[1], "--timeout=10s", .. wait.EndsWith(" tm", StringComparison.Ordinal) ? (string[])["--all"] : []]).ExitCode));
        Assert.Contains("node-b eth1 ingress eth7 Pending InterfaceNotFound waits for eth7", Squeezed(bad), StringComparison.Ordinal);
        Assert.Contains("Programmed False InterfaceNotFound", Squeezed(bad), StringComparison.Ordinal);
        var json = Json(As.Mirror("status", "bad", "-o", "json"));
        Assert.Equal(2, json.GetProperty("nodes").GetArrayLength());
        Assert.Equal("InterfaceNotFound", json.GetProperty("mirrors")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void What_is_not_there_is_4_and_an_empty_cluster_is_no_error()
    {
        var missing = As.Mirror("status", "nobody");

        Assert.Equal((4, "there is no TrafficMirror 'nobody'\n"), (missing.ExitCode, LastLine(missing.Error)));
        Assert.Contains("no TrafficMirrors", As.Mirror("status").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_completed_from_the_cluster()
    {
        Apply(Mirror("ids-feed", "eth2"));

        Assert.Equal("ids-feed\n:4\n", As.Mirror("__complete", "status", "id").Output);
        Assert.Equal("node-a\nnode-b\n:4\n", As.Mirror("__complete", "explain", "n").Output);
        Assert.Equal("test\n:4\n", As.Mirror("__complete", "status", "--context", "te").Output);
    }

    [Theory]
    [InlineData("no context named 'other'", "--context", "other")]
    [InlineData("cannot reach the API server at https://127.0.0.1:1/", "-s", "https://127.0.0.1:1")]
    [InlineData("does not accept these credentials (401)", "--token", "wrong")]
    [InlineData("there is no file /no/such", "--kubeconfig", "/no/such")]
    [InlineData("is forbidden", "--as", "nobody")]
    public void A_cluster_that_does_not_answer_as_wanted_is_1_with_the_reason(string reason, params string[] flags)
    {
        var result = As.Mirror(["status", .. flags]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_kubeconfig_it_says_what_to_give()
    {
        using var nobody = new Programs();

        Assert.Contains("no kubeconfig: give --kubeconfig FILE", nobody.Mirror("status").Error, StringComparison.Ordinal);
        Assert.Equal(0, nobody.Mirror("version", "--client").ExitCode);
    }

    [Fact]
    public void Versions_are_those_of_the_cluster()
    {
        var version = Json(As.Mirror("version", "-o", "json"));

        Assert.StartsWith("v1.", version.GetProperty("server").GetString(), StringComparison.Ordinal);
        Assert.Equal("0.1.0", version.GetProperty("agents")[0].GetString());
    }

    private static string LastLine(string text) => text.TrimEnd('\n').Split('\n').First(l => !l.StartsWith("error:", StringComparison.Ordinal)) + "\n";
}
