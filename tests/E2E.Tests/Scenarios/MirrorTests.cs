using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>The life of a mirror, from the user's view.</summary>
[Collection(ClusterTests.Name)]
public sealed class MirrorTests
{
    [KernelFact]
    public void Programmed_means_that_frames_flow_on_every_node()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Apply("flows");
        Kubectl.Wait("flows", ConditionTypes.Programmed);
        _ = Kubectl.Run("wait", "--for=condition=Ready", "nmir", "--all", "--timeout=60s");
        var first = traffic.Nodes.Select(node => node.Now).ToList();

        var status = Kubectl.Mirror("flows")!.Status!;
        Assert.Equal(new NodeCounts { Desired = 3, Programmed = 3, Failed = 0 }, status.Nodes);
        Assert.All((string[])[ConditionTypes.Accepted, ConditionTypes.ResolvedRefs, ConditionTypes.Programmed],
            type => Assert.Equal(ConditionStatus.True, status.Conditions.Single(condition => condition.Type == type).Status));
        Assert.Contains("Programmed", Kubectl.Run("describe", "tm", "flows"), StringComparison.Ordinal);

        foreach (var (node, from) in traffic.Nodes.Zip(first))
        {
            node.Flows();
            node.EveryFrameCameOnce(from);
        }
    }

    [KernelFact]
    public void A_missing_nic_is_named_and_counted_until_it_is_plugged_in()
    {
        using var mirror = AppliedMirror.Apply("waits", null, "eth9");
        // The nodes report one after another: the count is complete after the last.
        var status = Kubectl.Until("waits", found => Unresolved(found)?.Message.Contains("3 of 3 nodes", StringComparison.Ordinal) == true, "unresolved on three nodes").Status!;
        Assert.NotEqual(0, Kubectl.Try("wait", "--for=condition=Programmed", "tm/waits", "--timeout=2s").ExitCode);
        Assert.Equal((3, 0), (status.Nodes.Desired, status.Nodes.Programmed));
        Assert.Equal(Reasons.InterfaceNotFound, status.Conditions.Single(condition => condition.Type == ConditionTypes.ResolvedRefs).Reason);
        Assert.All(ClusterFixture.Nodes, node => Assert.Contains("eth9", Kubectl.Run("get", "nmir", node.Name, "-o", "yaml"), StringComparison.Ordinal));
        Assert.All(ClusterFixture.Nodes, node => Assert.Equal(
            Reasons.InterfaceNotFound, Assert.Single(Kubectl.NodeMirror(node.Name)!.Status!.Sessions).Reason));

        try
        {
            foreach (var node in ClusterFixture.Nodes)
            {
                _ = Script.Run("wire", node.Name, "eth9");
            }
            Kubectl.Wait("waits", ConditionTypes.Programmed);
        }
        finally
        {
            foreach (var node in ClusterFixture.Nodes)
            {
                _ = Script.Try("unwire", node.Name, "eth9");
            }
        }
        _ = Kubectl.Until("waits", found => !AppliedMirror.Programmed(found), "the NICs' end in the status");
    }

    [KernelFact]
    public void One_node_without_the_nic_does_not_stop_the_others()
    {
        using var traffic = new ClusterTraffic();
        _ = Script.Run("wire", "node-1", "eth8");
        try
        {
            using var mirror = AppliedMirror.Apply("partly", null, "eth8");
            var found = Kubectl.Until("partly", status => status.Status?.Nodes.Programmed == 1, "one node programmed");
            Assert.Equal(3, found.Status!.Nodes.Desired);
            Assert.False(AppliedMirror.Programmed(found));
        }
        finally
        {
            _ = Script.Run("unwire", "node-1", "eth8");
        }
    }

    [KernelFact]
    public void Delete_leaves_nothing_anywhere()
    {
        using var traffic = new ClusterTraffic();
        using (AppliedMirror.Program("gone", null, "eth3", "eth4"))
        {
            Assert.All(traffic.Nodes, node => node.Flows(tool: 1));
            Assert.NotEmpty(Kubectl.Mirror("gone")!.Metadata.Finalizers ?? []);
        }
        Assert.Null(Kubectl.Mirror("gone"));
        Assert.All(traffic.Nodes, node => node.IsSilent(tool: 1));
        Assert.All(ClusterFixture.Nodes, node => Eventually.True(() => node.Traces().Count == 0, $"{node.Name} without a trace"));
    }

    [KernelFact]
    public void A_user_s_error_is_explained_and_disturbs_nobody()
    {
        using var traffic = new ClusterTraffic();
        using var good = AppliedMirror.Program("good");
        var first = traffic.Nodes[0].Now;
        var refused = Kubectl.Try("apply", "-f", WriteTemporary(AppliedMirror.Manifest("bad", null, "eth1")));
        try
        {
            if (refused.ExitCode == 0)
            {
                var bad = Kubectl.Until("bad", found => AppliedMirror.Is(found, ConditionTypes.Accepted, ConditionStatus.False), "refused");
                Assert.NotEmpty(bad.Status!.Conditions.Single(condition => condition.Type == ConditionTypes.Accepted).Message);
            }
            else
            {
                Assert.Contains("a NIC cannot be copied to itself", refused.Error, StringComparison.Ordinal); // A server with CEL refuses it at once.
            }
        }
        finally
        {
            Kubectl.Delete("bad");
        }
        traffic.Nodes[0].EveryFrameCameOnce(first);
    }

    [KernelFact]
    public void A_label_moves_a_mirror_from_node_to_node()
    {
        using var traffic = new ClusterTraffic();
        _ = Kubectl.Run("label", "node", "node-1", "tap=yes", "--overwrite");
        try
        {
            using var mirror = AppliedMirror.Program("labelled", "{tap: \"yes\"}");
            traffic.Nodes[0].Flows();
            traffic.Nodes[1].IsSilent();

            _ = Kubectl.Run("label", "node", "node-2", "tap=yes", "--overwrite");
            traffic.Nodes[1].Flows();
            _ = Kubectl.Run("label", "node", "node-1", "tap-");
            traffic.Nodes[0].IsSilent();
            _ = Kubectl.Until("labelled", found => found.Status?.Nodes is { Desired: 1, Programmed: 1 }, "one node");
        }
        finally
        {
            _ = Kubectl.Run("label", "node", "node-1", "node-2", "tap-");
        }
    }

    private static Condition? Unresolved(TrafficMirror mirror) => mirror.Status?.Conditions.SingleOrDefault(
        condition => condition.Type == ConditionTypes.ResolvedRefs && condition.Status == ConditionStatus.False);

    private static string WriteTemporary(string manifest)
    {
        var path = Path.Combine(Path.GetTempPath(), $"k8smirror-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, manifest);
        return path;
    }
}
