using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>What is killed, cut off or taken away does not stop copies elsewhere, nor lose one where it need not.</summary>
[Collection(ClusterTests.Name)]
public sealed class FailureTests
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
        Eventually.True(() => node.Node.AgentProcess() is not 0 and var next && next != killed, "a new agent", TimeSpan.FromSeconds(60));
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
        var leader = Leader();
        _ = Kubectl.Run("-n", Release.Namespace, "delete", "pod", leader, "--grace-period=0", "--force");

        using (AppliedMirror.Program("after-leader", null, "eth4"))
        {
            traffic.Nodes[0].Flows(tool: 1);
            Assert.NotEqual(leader, Leader());
        }
        traffic.Nodes[0].EveryFrameCameOnce(first);
        _ = Kubectl.Run("-n", Release.Namespace, "rollout", "status", "deployment/k8smirror-operator", "--timeout=60s");
    }

    [KernelFact]
    public void Mirrors_go_on_without_an_api_server_and_change_when_it_is_back()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("server-killed");
        var first = traffic.Nodes.Select(node => node.Now).ToList();

        _ = Script.Run("stop", "kube-apiserver");
        Assert.All(traffic.Nodes, node => node.Flows());
        _ = Command.Run("kill", "-9", $"{traffic.Nodes[0].Node.AgentProcess()}"); // Its successor has only what is on disk and in the kernel.
        Assert.All(traffic.Nodes, node => node.Flows());
        _ = Script.Run("start", "kube-apiserver");

        Eventually.True(() => Kubectl.Try("get", "nodes").ExitCode == 0, "the API server", TimeSpan.FromSeconds(60));
        using (AppliedMirror.Program("after-server", null, "eth4"))
        {
            Assert.All(traffic.Nodes, node => node.Flows(tool: 1));
        }
        foreach (var (node, from) in traffic.Nodes.Zip(first))
        {
            node.EveryFrameCameOnce(from);
        }
    }

    [KernelFact]
    public void A_node_without_power_is_reported_and_mirrors_again_when_it_is_back()
    {
        using var mirror = AppliedMirror.Program("power");
        _ = Script.Run("stop", "node-3");
        try
        {
            _ = Kubectl.Until("power", found => !AppliedMirror.Programmed(found), "the cut in the status", TimeSpan.FromSeconds(120));
            _ = Kubectl.Run("delete", "node", "node-3");
            _ = Kubectl.Until("power", found => AppliedMirror.Programmed(found) && found.Status?.Nodes is { Desired: 2, Programmed: 2 }, "two nodes");
            Eventually.True(() => Kubectl.NodeMirror("node-3") is null, "the node's object to go with it", TimeSpan.FromSeconds(60));
        }
        finally
        {
            _ = Script.Run("start", "node-3");
        }
        _ = Kubectl.Until("power", found => AppliedMirror.Programmed(found) && found.Status?.Nodes is { Desired: 3, Programmed: 3 }, "three nodes",
            TimeSpan.FromSeconds(120));
        using var traffic = new NodeTraffic(ClusterFixture.Nodes[2]);
        traffic.Flows();
    }

    [KernelFact]
    public void A_drained_node_mirrors_on()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("drained");
        var node = traffic.Nodes[1];
        node.Flows();
        var first = node.Now;
        try
        {
            _ = Kubectl.Run("drain", node.Node.Name, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=90s");
            node.Flows();
        }
        finally
        {
            _ = Kubectl.Run("uncordon", node.Node.Name);
        }
        node.EveryFrameCameOnce(first);
        _ = Kubectl.Run("-n", Release.Namespace, "rollout", "status", "deployment/k8smirror-operator", "--timeout=60s");
    }

    [KernelFact]
    public void An_idle_cluster_writes_nothing()
    {
        using var mirror = AppliedMirror.Program("idle");
        var before = Writes();
        // An idle stretch is a time by definition; the resync timers of agent and operator fit in it.
        Thread.Sleep(TimeSpan.FromSeconds(20));
        Assert.Equal(before, Writes());
    }

    private static string Leader() =>
        Kubectl.Run("-n", Release.Namespace, "get", "lease", "k8smirror-operator", "-o", "jsonpath={.spec.holderIdentity}") is var identity
        && Kubectl.Run("-n", Release.Namespace, "get", "pods", "-o", "name").Split('\n').Select(pod => pod.Replace("pod/", "", StringComparison.Ordinal).Trim())
            .FirstOrDefault(pod => pod.Length > 0 && identity.StartsWith(pod, StringComparison.Ordinal)) is { } found ? found : "";

    private static string Writes() => string.Join('\n', Kubectl.Run("get", "--raw", "/metrics").Split('\n')
        .Where(line => line.StartsWith("apiserver_request_total", StringComparison.Ordinal) && line.Contains("k8smirror.io", StringComparison.Ordinal)
            && (line.Contains("verb=\"PATCH\"", StringComparison.Ordinal) || line.Contains("verb=\"PUT\"", StringComparison.Ordinal)
                || line.Contains("verb=\"APPLY\"", StringComparison.Ordinal) || line.Contains("verb=\"POST\"", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal));
}
