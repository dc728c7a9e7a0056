using System.Text.Json.Nodes;
using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>AddressSets: their status, and how their creation and deletion affect the mirrors that name them.</summary>
public sealed class AddressSetTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    private const string Filter = "filter: {rules: [{action: Accept, protocol: TCP}, {action: Reject, source: {addressSets: [backups]}, bidirectional: true}]}";

    [Fact]
    public async Task A_set_s_status_counts_its_entries_and_names_a_mistake()
    {
        // An old server takes a second for a megabyte, and a write must end well before the Lease expires.
        await using var op = await RunningOperator.StartAsync(Cluster.Server, with: options => options with { LeaseDuration = TimeSpan.FromSeconds(15) });
        await Cluster.SetAsync("backups", "192.0.2.0/28", "198.51.100.7", "2001:db8::/32");
        await StatusBecomesAsync("backups", "2/1 True/Accepted at 1");

        await Cluster.SetAsync("backups", "192.0.2.0/28", "10.1.2.3/16");
        await StatusBecomesAsync("backups", "0/0 False/Invalid at 2");
        Assert.Equal(
            "spec.cidrs[1]: '10.1.2.3/16' has bits set behind the prefix length; write 10.1.0.0/16",
            (string)(await SetAsync("backups"))!["status"]!["conditions"]![0]!["message"]!);

        await Cluster.SetAsync("backups");
        await StatusBecomesAsync("backups", "0/0 True/Accepted at 3");
        await Cluster.SetAsync("backups", [.. Enumerable.Range(0, 50_000).Select(i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")]);
        await StatusBecomesAsync("backups", "50000/0 True/Accepted at 4");
    }

    [Fact]
    public async Task A_mirror_says_whether_its_sets_are_there_and_no_NodeMirror_is_written_for_them()
    {
        await Cluster.AddNodeAsync("node-a");
        await Cluster.AddMirrorAsync("ids", more: Filter);
        await Cluster.AddMirrorAsync("other", source: "eth3");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.SessionsBecomeAsync("node-a", "ids other");
        await new SimulatedAgent(Cluster, "node-a").ReportAsync();
        await Cluster.ConditionBecomesAsync("ids", "ResolvedRefs", "False/AddressSetNotFound");
        Assert.Equal(
            "spec.filter.rules[1].source.addressSets[0]: AddressSet 'backups' does not exist; until it does, it matches nothing",
            await Cluster.MessageAsync("ids", "ResolvedRefs"));
        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
        await Cluster.ConditionBecomesAsync("ids", "Accepted", "True/Accepted");
        await Cluster.ConditionBecomesAsync("ids", "Ready", "False/AddressSetNotFound");
        await Cluster.ConditionBecomesAsync("other", "Ready", "True/Programmed");
        var (nodeMirror, other) = (Version(await Cluster.NodeMirrorAsync("node-a")), Version(await Cluster.MirrorAsync("other")));

        await Cluster.SetAsync("backups", "192.0.2.1");
        await Cluster.ConditionBecomesAsync("ids", "ResolvedRefs", "True/ResolvedRefs");
        await Cluster.ConditionBecomesAsync("ids", "Ready", "True/Programmed");
        await Cluster.SetAsync("backups", "192.0.2.1", "1.2.3");
        await Cluster.ConditionBecomesAsync("ids", "ResolvedRefs", "False/AddressSetInvalid");
        Assert.Contains("AddressSet 'backups' has mistakes (spec.cidrs[1]: '1.2.3'", await Cluster.MessageAsync("ids", "ResolvedRefs"), StringComparison.Ordinal);
        await Cluster.SetAsync("backups", "198.51.100.0/24");
        await Cluster.ConditionBecomesAsync("ids", "ResolvedRefs", "True/ResolvedRefs");

        // A change of its contents does not affect a mirror.
        var (ids, wakeups) = (Version(await Cluster.MirrorAsync("ids")), await WakeupsAsync(op));
        await Cluster.SetAsync("backups", "198.51.100.0/24", "203.0.113.0/24");
        await StatusBecomesAsync("backups", "2/0 True/Accepted at 4");
        // Nor does a set that no mirror names.
        await Cluster.SetAsync("unnamed", "192.0.2.1");
        await StatusBecomesAsync("unnamed", "1/0 True/Accepted at 1");
        Assert.Equal((ids, wakeups), (Version(await Cluster.MirrorAsync("ids")), await WakeupsAsync(op)));

        await Cluster.Admin.DeleteAsync($"{TestCluster.Sets}/backups");
        await Cluster.ConditionBecomesAsync("ids", "ResolvedRefs", "False/AddressSetNotFound");
        Assert.Equal((nodeMirror, other), (Version(await Cluster.NodeMirrorAsync("node-a")), Version(await Cluster.MirrorAsync("other"))));
    }

    private static Task<double> WakeupsAsync(RunningOperator op) => op.MetricAsync("k8smirror_operator_wakeups_total", "source=\"AddressSet\"");

    private static string Version(JsonNode? item) => item!["metadata"]!["resourceVersion"]!.GetValue<string>();

    private Task<JsonNode?> SetAsync(string name) => Cluster.Admin.GetAsync($"{TestCluster.Sets}/{name}");

    private Task StatusBecomesAsync(string name, string expected) => EventuallyAsync.True(
        async () => (await SetAsync(name))?["status"] is { } s && s["conditions"] is { } c
            && $"{s["ipv4"]}/{s["ipv6"]} {c[0]!["status"]}/{c[0]!["reason"]} at {s["observedGeneration"]}" == expected, $"the status of {name} is {expected}");
}
