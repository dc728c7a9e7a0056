using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>If an agent or an operator is killed or removed, copies elsewhere continue, and no copy is lost unnecessarily; if nothing happens, nothing is written.</summary>
[Collection(ClusterTests.Name)]
[Trait(ClusterTests.Other, ClusterTests.Faults)]
public sealed class ProgramFailureTests
{
    [KernelFact]
    public void A_killed_agent_loses_and_doubles_no_copy()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("agent-killed");
        var node = traffic.Nodes[0];
        node.Flows();
        var first = node.Now;

        var killed = node.Node.AgentProcess();
        _ = Command.Run("kill", "-9", $"{killed}");
        Eventually.True(() => node.Node.AgentProcess() is not 0 and var next && next != killed, "a new agent");
        _ = Kubectl.Run("-n", Release.Namespace, "rollout", "status", "daemonset/k8smirror-agent", "--timeout=60s");
        node.Flows();

        node.EveryFrameCameOnce(first);
        Assert.True(AppliedMirror.Programmed(Kubectl.Mirror("agent-killed")!));
    }

    [KernelFact]
    public void A_killed_leader_is_followed_by_the_other_replica()
    {
        using var traffic = new ClusterTraffic();
        using var before = AppliedMirror.Program("leader-killed");
        var first = traffic.Nodes[0].Now;
        var leader = OperatorPods.Leader();
        _ = Kubectl.Run("-n", Release.Namespace, "delete", "pod", leader, "--grace-period=0", "--force");

        using (AppliedMirror.Program("after-leader", null, "eth4"))
        {
            traffic.Nodes[0].Flows(tool: 1);
            Assert.NotEqual(leader, OperatorPods.Leader());
        }
        traffic.Nodes[0].EveryFrameCameOnce(first);
        _ = Kubectl.Run("-n", Release.Namespace, "rollout", "status", "deployment/k8smirror-operator", "--timeout=60s");
    }

    [KernelFact]
    public void A_node_whose_agent_is_gone_is_reported_before_its_copies_end()
    {
        // Short times, in their order, so that the test is also short.
        // Agents avoid nodes with the label from the beginning: changing that would also replace the other nodes' agents.
        const string NotOnNone = "agent.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]";
        Release.Install(ClusterFixture.Tag, "--set", "agent.deadMan=40s,operator.extraArgs={--agent-grace=15s}",
            "--set", $"{NotOnNone}.key=agent,{NotOnNone}.operator=NotIn,{NotOnNone}.values={{none}}");
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("agentless");
        var node = traffic.Nodes[1];
        node.Flows();
        _ = Kubectl.Run("label", "node", node.Node.Name, "agent=none");
        try
        {
            var gone = Kubectl.Until("agentless", found => found.Status?.Nodes is { Desired: 3, Programmed: 2 }, "the agent's end in the status", TimeSpan.FromSeconds(120));
            node.Flows();
            var programmed = gone.Status!.Conditions.Single(condition => condition.Type == ConditionTypes.Programmed);
            Assert.Equal((ConditionStatus.Unknown, Reasons.AgentSilent), (programmed.Status, programmed.Reason));
            Assert.Contains("copies end there with the dead-man deadline", programmed.Message, StringComparison.Ordinal);
            Assert.Contains($"see {node.Node.Name}", programmed.Message, StringComparison.Ordinal);
            Eventually.True(() => node.IsSilentNow(), "the datapath's own end", TimeSpan.FromSeconds(120));
        }
        finally
        {
            _ = Kubectl.Run("label", "node", node.Node.Name, "agent-");
            Release.Install(ClusterFixture.Tag);
        }
        _ = Kubectl.Until("agentless", AppliedMirror.Programmed, "programmed again");
        node.Flows();
    }

    [KernelFact]
    public void An_idle_cluster_writes_nothing()
    {
        using var mirror = AppliedMirror.Program("idle");
        var (before, events) = (ApiWrites.Read(), ApiWrites.EventsOfMirrors());
        var passes = ClusterFixture.Nodes.Select(Passes).ToList();
        // Their resync timers expire; bench/idle-writes.sh checks for ten minutes.
        Assert.All(ClusterFixture.Nodes.Zip(passes), node => Eventually.True(
            () => Passes(node.First) >= node.Second + 2, $"two more passes of {node.First.Name}'s agent", TimeSpan.FromSeconds(90)));
        Assert.Equal("", ApiWrites.Read().Since(before).OfOurKinds());
        Assert.Equal(events, ApiWrites.EventsOfMirrors());
    }

    private static double Passes(TestNode node) => node.Metric("k8smirror_agent_reconcile_duration_seconds_count");
}
