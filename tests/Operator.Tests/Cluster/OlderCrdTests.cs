using K8sMirror.Testing;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>CRDs that are temporarily older than the operator, as after <c>helm rollback</c>, or if somebody applies another release's files.</summary>
public sealed class OlderCrdTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task Specs_that_the_server_does_not_keep_are_written_ever_more_seldom_and_again_when_it_keeps_them()
    {
        await using var op = await PlannedAsync("node-a");
        var from = AuditLog.Position(Cluster.Server);
        await using (await OlderCrd.InstallAsync(Cluster, "nodemirrors", $"{TestCluster.NodeMirrors}/node-a"))
        {
            await Cluster.AddMirrorAsync("more", source: "eth3");
            await EventuallyAsync.True(async () => await op.MetricAsync("k8smirror_operator_writes_total", "outcome=\"mangled\"") >= 8, "eight tries");
        }

        // A delay has a lower bound, however slow the machine is: 0.1 s doubled four times, minus a quarter. An earlier watch may once show an unpruned
        // spec, and the count starts again.
        var tries = AuditLog.Times(Cluster.Server, from, "nodemirrors", "patch");
        Assert.True(tries[^1] - tries[^2] > TimeSpan.FromSeconds(1.1), string.Join(' ', tries.Select(at => at.ToString("mm:ss.fff", null))));
        await Cluster.SessionsBecomeAsync("node-a", "ids more");
    }
}
