using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class FinalizerTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task A_deleted_mirror_stays_until_each_node_has_said_that_it_no_longer_mirrors()
    {
        await using var op = await ProgrammedAsync("node-a", "node-b");
        Assert.Equal("k8smirror.io/cleanup", await FinalizerAsync("ids"));

        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");

        await Cluster.SessionsBecomeAsync("node-a", "");
        await Cluster.SessionsBecomeAsync("node-b", "");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "False/Deleting");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await StaysAsync("ids");
        await new SimulatedAgent(Cluster, "node-b").ReportAsync();
        await GoneAsync("ids");
    }

    [Fact]
    public async Task A_node_that_is_gone_is_not_waited_for()
    {
        await using var op = await ProgrammedAsync("node-a", "node-b");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
        await Cluster.SessionsBecomeAsync("node-a", "");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();

        await Cluster.Admin.DeleteAsync($"{TestCluster.Nodes}/node-b");

        await GoneAsync("ids");
    }

    [Fact]
    public async Task A_silent_node_is_waited_for_no_longer_than_the_grace_also_across_a_restart()
    {
        var clock = new OffsetClock();
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddMirrorAsync("ids");
        await using (var first = await RunningOperator.StartAsync(Cluster.Server, clock))
        {
            await ReportProgrammedAsync("node-a");
            await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
            await Cluster.SessionsBecomeAsync("node-a", "");
            clock.Offset = TimeSpan.FromMinutes(4);
            await Cluster.AddNodeAsync("node-a", ("wakes", "the-operator"));
            await StaysAsync("ids");
        }

        clock.Offset = TimeSpan.FromMinutes(6);
        await using var second = await RunningOperator.StartAsync(Cluster.Server, clock);

        await GoneAsync("ids");
    }

    [Fact]
    public async Task Other_changes_do_not_begin_the_grace_of_a_silent_node_anew()
    {
        var clock = new OffsetClock();
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(Cluster.Server, clock);
        await ReportProgrammedAsync("node-a");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
        await Cluster.SessionsBecomeAsync("node-a", "");
        clock.Offset = TimeSpan.FromMinutes(4);
        await Cluster.AddMirrorAsync("other", source: "eth3");
        await Cluster.SessionsBecomeAsync("node-a", "other");
        await StaysAsync("ids");

        clock.Offset = TimeSpan.FromMinutes(6);
        await Cluster.AddNodeAsync("node-a", ("wakes", "the-operator"));

        await GoneAsync("ids");
    }

    [Fact]
    public async Task The_grace_of_a_node_that_was_lost_earlier_counts_from_its_loss()
    {
        await using var op = await ProgrammedAsync("node-a");
        await Cluster.LoseNodeAsync("node-a", DateTimeOffset.UtcNow.AddMinutes(-10));

        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");

        await GoneAsync("ids");
        Assert.Equal("", await Cluster.SessionsAsync("node-a"));
    }

    [Fact]
    public async Task A_mirror_that_was_never_planned_goes_at_once()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.AddMirrorAsync("off", more: "paused: true");
        await Cluster.ConditionBecomesAsync("off", "Programmed", "False/Paused");

        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/off");

        await GoneAsync("off");
    }

    [Fact]
    public async Task A_mirror_that_is_re_created_under_its_name_is_another_one()
    {
        await using var op = await ProgrammedAsync("node-a");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
        await Cluster.SessionsBecomeAsync("node-a", "");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await GoneAsync("ids");

        await Cluster.AddMirrorAsync("ids");

        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/Pending");
    }

    [Fact]
    public async Task A_finalizer_that_someone_took_off_a_live_mirror_is_put_back()
    {
        await using var op = await ProgrammedAsync("node-a");

        await Cluster.Admin.MergeAsync($"{TestCluster.Mirrors}/ids", """{"metadata":{"finalizers":null}}""");

        await EventuallyAsync.True(async () => await FinalizerAsync("ids") is not null, "the finalizer is back");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/ids");
        await Cluster.SessionsBecomeAsync("node-a", "");
        await StaysAsync("ids");
    }

    private async Task<string?> FinalizerAsync(string mirror) =>
        (string?)(await Cluster.MirrorAsync(mirror))!["metadata"]!["finalizers"]?[0];

    /// <summary>Makes the operator write something after it has seen everything, and checks that the mirror still exists.</summary>
    private async Task StaysAsync(string mirror)
    {
        await Cluster.AddMirrorAsync("probe", source: "eth8", target: "eth9", more: "paused: true");
        await Cluster.ConditionBecomesAsync("probe", "Programmed", "False/Paused");
        Assert.NotNull(await Cluster.MirrorAsync(mirror));
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/probe");
    }

    private Task GoneAsync(string mirror) => EventuallyAsync.True(async () => await Cluster.MirrorAsync(mirror) is null, $"{mirror} is gone");
}
