using System.Net;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

public sealed class UserErrorTests(ApiServerFixture fixture) : ClusterTest(fixture)
{
    [Fact]
    public async Task The_schema_refuses_what_it_can()
    {
        var refused = await Assert.ThrowsAsync<ClusterRefusedException>(() => Cluster.AddMirrorAsync("bad", direction: "Sideways"));

        Assert.Contains(refused.Status, (HttpStatusCode[])[HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest]);
    }

    [Fact]
    public async Task A_mirror_that_would_loop_is_refused_and_disturbs_no_other()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        await Cluster.AddMirrorAsync("good");
        await Cluster.SessionsBecomeAsync("node-a", "good");

        // Whatever good sends to eth2 would be copied again when eth2 sends it, and return to eth1.
        await Cluster.AddMirrorAsync("loop", source: "eth2", target: "eth1", direction: "Both", more: "priority: 1");
        await Cluster.AddMirrorAsync("loop-too", source: "eth1", target: "eth2", direction: "Egress", more: "priority: 0");

        await Cluster.ConditionBecomesAsync("good", "Accepted", "True/Accepted");
        await EitherIsRefusedAsync("loop", "loop-too");
        Assert.Contains("good", await Cluster.SessionsAsync("node-a") ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_old_server_lets_through_is_refused_by_the_operator_with_a_message()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);
        try
        {
            await Cluster.AddMirrorAsync("self", source: "eth1", target: "eth1");
        }
        catch (ClusterRefusedException refused)
        {
            // A server with CEL refuses it itself, with the same meaning.
            Assert.Contains("NIC", refused.Message, StringComparison.Ordinal);
            return;
        }

        await Cluster.ConditionBecomesAsync("self", "Accepted", "False/Invalid");
        Assert.Contains("eth1", await Cluster.MessageAsync("self", "Accepted"), StringComparison.Ordinal);
        Assert.Equal("", await Cluster.SessionsAsync("node-a"));
        var mirror = await Cluster.MirrorAsync("self");
        Assert.Null(mirror!["metadata"]!["finalizers"]);
    }

    [Fact]
    public async Task Two_mirrors_that_select_the_same_pair_both_say_so_and_both_stay()
    {
        await Cluster.AddNodeAsync("node-a");
        await using var op = await RunningOperator.StartAsync(Cluster.Server);

        await Cluster.AddMirrorAsync("one");
        await Cluster.AddMirrorAsync("two");

        await Cluster.ConditionBecomesAsync("one", "Accepted", "True/Overlap");
        await Cluster.ConditionBecomesAsync("two", "Accepted", "True/Overlap");
        Assert.Contains("two", await Cluster.MessageAsync("one", "Accepted"), StringComparison.Ordinal);
        await Cluster.SessionsBecomeAsync("node-a", "one two");
        await Cluster.Admin.DeleteAsync($"{TestCluster.Mirrors}/two");
        await Cluster.ConditionBecomesAsync("one", "Accepted", "True/Accepted");
    }

    private async Task EitherIsRefusedAsync(params string[] names)
    {
        await K8sMirror.Testing.EventuallyAsync.True(
            async () =>
            {
                foreach (var name in names)
                {
                    if (await Cluster.ConditionAsync(name, "Accepted") == "False/Loop")
                    {
                        return true;
                    }
                }

                return false;
            },
            "one of the loop's mirrors is refused");
    }
}
