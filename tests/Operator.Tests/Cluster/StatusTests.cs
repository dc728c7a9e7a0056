using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class StatusTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Events = "api/v1/namespaces/default/events";

    [Fact]
    public async Task Conditions_and_counts_follow_what_the_agents_say()
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddNodeAsync("node-b");
        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        var (a, b) = (new SimulatedAgent(Cluster, "node-a"), new SimulatedAgent(Cluster, "node-b"));
        await Cluster.SessionsBecomeAsync("node-b", "ids");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/Pending");
        Assert.Equal("True/Accepted", await Cluster.ConditionAsync("ids", "Accepted"));

        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await a.ReportAsync();
        await CountsBecomeAsync("2/1/0");
        await b.ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
        Assert.Equal("2/2/0", await Cluster.CountsAsync("ids"));
        await b.ReportAsync("ids");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "False/ProgramFailed");
        Assert.Equal("2/1/1", await Cluster.CountsAsync("ids"));
        Assert.Contains("EBUSY", await Cluster.MessageAsync("ids", "Programmed"), StringComparison.Ordinal);
        Assert.Equal("True/PartiallyProgrammed", await Cluster.ConditionAsync("ids", "Degraded"));
        Assert.Equal("False/ProgramFailed", await Cluster.ConditionAsync("ids", "Ready"));
        Assert.Equal("False/AsExpected", await Cluster.ConditionAsync("ids", "LoopDetected"));
    }

    [Fact]
    public async Task A_mirror_that_no_operator_has_seen_says_so()
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddMirrorAsync("ids");
        var conditions = (await Cluster.MirrorAsync("ids"))!["status"]!["conditions"]!.AsArray();
        Assert.Equal(8, conditions.Count);
        Assert.All(conditions, c => Assert.Equal("Unknown/Pending", $"{c!["status"]}/{c["reason"]}"));

        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.ConditionBecomesAsync("ids", "Accepted", "True/Accepted");
        conditions = (await Cluster.MirrorAsync("ids"))!["status"]!["conditions"]!.AsArray();
        // Programmed is still unknown, but now somebody says so.
        Assert.All(conditions, c => Assert.DoesNotContain("1970", c!["lastTransitionTime"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shedding_is_a_condition_while_a_node_sheds_and_the_mirror_stays_ready()
    {
        await using var op = await ProgrammedAsync("node-a");
        await Cluster.ConditionBecomesAsync("ids", "Shedding", "False/AsExpected");

        await new SimulatedAgent(Cluster, "node-a") { Sheds = true }.ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "Shedding", "True/Shedding");
        Assert.Contains("1 of 1 node refuses copies", await Cluster.MessageAsync("ids", "Shedding"), StringComparison.Ordinal);
        Assert.Equal("True/Programmed", await Cluster.ConditionAsync("ids", "Ready"));

        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "Shedding", "False/AsExpected");
    }

    [Fact]
    public async Task An_MTU_that_is_too_small_is_a_condition_with_the_number_to_set_and_the_mirror_stays_ready()
    {
        await using var op = await ProgrammedAsync("node-a");
        await Cluster.ConditionBecomesAsync("ids", "MtuTooSmall", "False/AsExpected");

        await new SimulatedAgent(Cluster, "node-a") { IsNarrow = true }.ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "MtuTooSmall", "True/MtuTooSmall");
        Assert.EndsWith("above 1464 bytes; set the MTU of eth0 there to 1550", await Cluster.MessageAsync("ids", "MtuTooSmall"), StringComparison.Ordinal);
        Assert.Equal("True/Programmed", await Cluster.ConditionAsync("ids", "Ready"));

        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "MtuTooSmall", "False/AsExpected");
    }

    [Fact]
    public async Task A_changed_spec_is_not_programmed_until_the_agent_says_so_of_the_new_one()
    {
        await using var op = await ProgrammedAsync("node-a");

        await Cluster.AddMirrorAsync("ids", target: "eth7");

        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/Pending");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
    }

    [Fact]
    public async Task A_mirror_is_not_in_doubt_because_another_one_came_and_went()
    {
        await using var op = await ProgrammedAsync("node-a");
        var before = (await Cluster.MirrorAsync("ids"))!["metadata"]!["resourceVersion"]!.ToString();

        await Cluster.AddMirrorAsync("other", "eth5", "eth6");
        await Cluster.SessionsBecomeAsync("node-a", "ids other");
        await Cluster.ConditionBecomesAsync("other", "Programmed", "Unknown/Pending");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("other", "Programmed", "True/Programmed");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/other");
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await Cluster.ConditionBecomesAsync("other", "Programmed", "False/Deleting");

        Assert.Equal(before, (await Cluster.MirrorAsync("ids"))!["metadata"]!["resourceVersion"]!.ToString());
        // The agent's reports in between also count.
        await new SimulatedAgent(Cluster, "node-a").ReportAsync("ids");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "False/ProgramFailed");
    }

    [Fact]
    public async Task What_was_said_before_a_mirror_left_a_node_does_not_count_when_it_is_back()
    {
        await using var op = await ProgrammedAsync("node-a");

        await Cluster.Admin.MergeAsync($"{TestCluster.NodeMirrors}/node-a", """{"spec":{"sessions":[]}}""");

        // Nobody knows what the agent has done meanwhile.
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/Pending");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
    }

    [Fact]
    public async Task A_node_that_the_control_plane_has_given_up_no_longer_counts_as_programmed()
    {
        await using var op = await ProgrammedAsync("node-a");

        await Cluster.LoseNodeAsync("node-a", DateTimeOffset.UtcNow);

        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/AgentSilent");
    }

    [Fact]
    public async Task What_an_agent_said_before_its_node_booted_no_longer_counts()
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.BootNodeAsync("node-a", "first");
        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        var agent = new SimulatedAgent(Cluster, "node-a");
        await agent.ReportAsync("first", []);
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");

        await Cluster.BootNodeAsync("node-a", "second");

        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/Pending");
        Assert.Contains("since the node booted (Pending), see node-a", await Cluster.MessageAsync("ids", "Programmed"), StringComparison.Ordinal);
        await agent.ReportAsync("second", []);
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
    }

    [Fact]
    public async Task A_node_whose_agent_is_dead_or_gone_does_not_stay_programmed()
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddAgentPodAsync("agent-a", "node-a");
        await Cluster.SetAgentReadyAsync("agent-a", true, DateTimeOffset.UtcNow);
        await Cluster.AddMirrorAsync("ids");
        await using var op = await RunningOperator.StartAsync(
            Cluster.Server, with: o => o with { AgentSelector = "app=agent", AgentGrace = TimeSpan.FromSeconds(1) });
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");

        await Cluster.SetAgentReadyAsync("agent-a", false, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/AgentSilent");
        Assert.Contains("its pod agent-a is not ready since 2026-01-02T03:04:05Z", await Cluster.MessageAsync("ids", "Programmed"), StringComparison.Ordinal);
        await Cluster.SetAgentReadyAsync("agent-a", true, DateTimeOffset.UtcNow);
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");

        await Cluster.Admin.DeleteAsync($"{TestCluster.Pods}/agent-a?gracePeriodSeconds=0");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "Unknown/AgentSilent");
        Assert.Contains("no agent runs there", await Cluster.MessageAsync("ids", "Programmed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_tell_of_transitions_once()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.AddMirrorAsync("ids");
        await Cluster.SessionsBecomeAsync("node-a", "ids");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await EventsBecomeAsync("Normal/Accepted Normal/Programmed");

        await Cluster.AddNodeAsync("node-a", ("zone", "edge"));
        await new SimulatedAgent(Cluster, "node-a").ReportAsync("ids");

        await EventsBecomeAsync("Normal/Accepted Normal/Programmed Warning/ProgramFailed");
    }

    [Theory]
    [InlineData("""{"status":null}""")]
    [InlineData("""{"status":{"conditions":null}}""")]
    [InlineData("""{"status":{"conditions":[],"nodes":null}}""")]
    [InlineData("""{"status":{"observedGeneration":9,"nodes":{"desired":7,"programmed":7,"failed":7}}}""")]
    public async Task What_others_do_to_a_status_is_put_right(string edit)
    {
        await using var op = await ProgrammedAsync("node-a");

        await Cluster.Admin.MergeAsync($"{TestCluster.Mirrors}/ids/status", edit);

        await CountsBecomeAsync("1/1/0");
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
        Assert.Equal(1, (int)(await Cluster.MirrorAsync("ids"))!["status"]!["observedGeneration"]!);
    }

    [Fact]
    public async Task A_mirror_with_the_longest_name_has_events_as_well()
    {
        // At the cut there is a character that no part of a name may end with.
        var name = $"{new string('a', 199)}.{new string('b', 53)}";
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await Cluster.AddMirrorAsync(name);

        await EventuallyAsync.True(
            async () => (await Cluster.Admin.ListAsync(Events)).Any(e => (string?)e["involvedObject"]?["name"] == name), "an event");
    }

    private Task CountsBecomeAsync(string expected) =>
        EventuallyAsync.True(async () => await Cluster.CountsAsync("ids") == expected, $"counts are {expected}");

    private Task EventsBecomeAsync(string expected) => EventuallyAsync.True(
        async () => string.Join(' ', (await Cluster.Admin.ListAsync(Events))
            .Where(e => (string?)e["involvedObject"]?["name"] == "ids")
            .OrderBy(TestCluster.Name, StringComparer.Ordinal)
            .Select(e => $"{e["type"]}/{e["reason"]}")) == expected,
        $"the events are {expected}");
}
