using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

public sealed class PlanTests(PluginFixture cluster) : PluginTest(cluster)
{
    [Fact]
    public async Task Plan_shows_what_apply_then_does_and_changes_nothing_itself()
    {
        Apply(Mirror("there", "eth2"));
        await Cluster.ToldAsync("node-a", "there");
        await Cluster.ToldAsync("node-b", "there");
        await Cluster.ReportAsync("node-a", ("eth2", "TargetDown", "eth2 is down"));
        await Cluster.ReportAsync("node-b");
        var before = await Generations();
        using var folder = new TempDir();
        await File.WriteAllTextAsync(folder.At("m.yaml"), Mirror("more", "eth3", "nodeSelector: {matchLabels: {zone: edge}}"), TestContext.Current.CancellationToken);

        var plan = As.Mirror("plan", "-f", folder.At("m.yaml"));

        Assert.Equal(0, plan.ExitCode);
        Assert.Contains("more: create, matches 1 node", plan.Output, StringComparison.Ordinal);
        Assert.Contains("node-a + more eth1 ingress eth3 unknown whether eth3 exists", Squeezed(plan), StringComparison.Ordinal);
        Assert.Contains("Plan: 1 to start, 0 to stop, 2 unchanged; 1 node of 2 with copies change.", plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("node-b", plan.Output, StringComparison.Ordinal);
        Assert.Contains("node-b = there eth1 ingress eth2", Squeezed(As.Mirror("plan", "-f", folder.Path, "--all")), StringComparison.Ordinal);
        Assert.Equal(before, await Generations());

        Assert.Equal(0, As.Kubectl("apply", "-f", folder.At("m.yaml")).ExitCode);
        await Cluster.ToldAsync("node-a", "more");
        var again = Json(As.Mirror("plan", "-f", folder.At("m.yaml"), "-o", "json"));
        Assert.Equal((0, 0), (again.GetProperty("start").GetInt32(), again.GetProperty("stop").GetInt32()));
        Assert.Equal("unchanged", again.GetProperty("mirrors")[0].GetProperty("action").GetString());
    }

    [Fact]
    public async Task What_the_operator_would_refuse_is_refused_with_3()
    {
        Apply(Mirror("forth", "eth2", direction: "Both"));
        await Cluster.ToldAsync("node-a", "forth");

        var plan = As.KubectlWith(Mirror("back", "eth1", "priority: 1", source: "eth2", direction: "Both"), "mirror", "plan", "-f", "-");

        Assert.Equal(3, plan.ExitCode);
        Assert.Contains("back: would be REFUSED", plan.Output, StringComparison.Ordinal);
        Assert.Contains("Loop: ", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_can_be_planned_and_yaml_be_printed()
    {
        var plan = As.Mirror("plan", "--line", "eth1@eth2_eth1@eth3_eth1/eth4@eth5", "-o", "yaml");

        Assert.Equal(0, plan.ExitCode);
        Assert.Contains("start: 8\nstop: 0\nkeep: 0\n", plan.Output, StringComparison.Ordinal);
    }

    private async Task<string> Generations() => string.Join(' ', (await Cluster.Admin.ListAsync(PluginFixture.NodeMirrors))
        .Concat(await Cluster.Admin.ListAsync(PluginFixture.Mirrors)).Select(o => $"{o["metadata"]!["uid"]}/{o["metadata"]!["generation"]}"));
}
