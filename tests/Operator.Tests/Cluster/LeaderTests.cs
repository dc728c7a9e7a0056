using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class LeaderTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task A_killed_leader_is_followed_by_the_other_replica_and_a_paused_one_writes_nothing_more()
    {
        await Cluster.AddNodeAsync("node-a");
        var from = AuditLog.Position(Cluster.Server);
        using var first = new OperatorProcess(Cluster.Server, "first");
        await first.LeadsSoonAsync("the first");
        using var second = new OperatorProcess(Cluster.Server, "second");
        await second.ReadyAsync();
        using var churn = new Churn(Cluster, "node-a");
        await churn.SeenAsync();

        first.Process.Signal("STOP");
        await second.LeadsSoonAsync("the second");
        await churn.SeenAsync();
        first.Process.Signal("CONT");
        await churn.SeenAsync();
        await EventuallyAsync.True(async () => !await first.LeadsAsync(), "the first has noticed that it no longer leads");
        await churn.SeenAsync();

        second.Process.Kill();
        await first.LeadsSoonAsync("the first, again,");
        await churn.SeenAsync();

        await OneWriterATermAsync(from, atLeast: 3);
    }

    [Fact]
    public async Task A_leader_that_is_asked_to_end_gives_the_Lease_back()
    {
        await Cluster.AddNodeAsync("node-a");
        var from = AuditLog.Position(Cluster.Server);
        // So long that the test would fail if the second had to wait until it expires.
        using var first = new OperatorProcess(Cluster.Server, "first", "60s");
        await first.LeadsSoonAsync("the first");
        using var second = new OperatorProcess(Cluster.Server, "second", "60s");
        await second.ReadyAsync();
        using var churn = new Churn(Cluster, "node-a");
        await churn.SeenAsync();

        first.Process.Signal("TERM");
        Assert.Equal(0, await first.Process.WaitAsync(EventuallyAsync.Deadline));

        await second.LeadsSoonAsync("the second");
        await churn.SeenAsync();
        await OneWriterATermAsync(from, atLeast: 2);
    }

    /// <summary>
    /// If two replicas had written in turn, the writer would have changed more often than terms. On a busy machine a leader may lose its Lease
    /// without a fault; that is another term.
    /// </summary>
    private async Task OneWriterATermAsync(long from, int atLeast)
    {
        var lease = await Cluster.Admin.GetAsync($"{TestCluster.Leases}/k8smirror-operator");
        var terms = 1 + (int)lease!["spec"]!["leaseTransitions"]!;
        Assert.InRange(AuditLog.Writers(Cluster.Server, from).Count, atLeast, terms);
    }
}
