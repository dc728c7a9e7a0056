using K8sMirror.Core.Api;
using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Traffic;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>If a node or the API server fails or is cut off, copies elsewhere continue, and no copy is lost unnecessarily.</summary>
[Collection(ClusterTests.Name)]
public sealed class NodeFailureTests
{
    public NodeFailureTests()
    {
        if (Root.Is)
        {
            OperatorPods.Spread();
        }
    }

    [KernelFact]
    public void Mirrors_go_on_without_an_api_server_and_change_when_it_is_back()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("server-killed");
        var first = traffic.Nodes.Select(node => node.Now).ToList();

        _ = Script.Run("stop", "kube-apiserver");
        Assert.All(traffic.Nodes, node => node.Flows());
        _ = Command.Run("kill", "-9", $"{traffic.Nodes[2].Node.AgentProcess()}"); // Its successor only has what is on disk and in the kernel.
        Assert.All(traffic.Nodes, node => node.Flows());
        _ = Script.Run("start", "kube-apiserver");

        Eventually.True(() => Kubectl.Try("get", "nodes").ExitCode == 0, "the API server");
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
    public void A_node_that_is_cut_off_from_the_api_server_mirrors_on_and_catches_up()
    {
        using var traffic = new ClusterTraffic();
        using var mirror = AppliedMirror.Program("cut-off");
        var node = traffic.Nodes[0];
        node.Flows();
        var first = node.Now;
        var server = ClusterAddresses.ApiServer;
        // No reset, no refusal: nothing comes back, as behind a firewall.
        _ = node.Node.Exec("ip", "route", "add", "blackhole", server);
        try
        {
            Eventually.True(() => node.Node.Metric("k8smirror_api_connected") == 0, "the cut in the agent's metrics");
            // It cannot see this change.
            Kubectl.Apply(AppliedMirror.Manifest("cut-off", null, "eth3", "eth4"));
            traffic.Nodes[1].Flows(tool: 1);
            var found = Kubectl.Until("cut-off", status => status.Status?.Nodes is { Desired: 3, Programmed: 2 }, "two nodes programmed");
            Assert.False(AppliedMirror.Programmed(found));
            Assert.True(node.IsSilentNow(tool: 1));
            node.Flows();
        }
        finally
        {
            _ = node.Node.Exec("ip", "route", "del", "blackhole", server);
        }
        Eventually.True(() => node.Node.Metric("k8smirror_api_connected") == 1, "the connection in the agent's metrics");
        node.Flows(tool: 1, TimeSpan.FromSeconds(60));
        _ = Kubectl.Until("cut-off", AppliedMirror.Programmed, "three nodes programmed");
        node.EveryFrameCameOnce(first);
    }

    [KernelFact]
    public void A_node_without_power_is_reported_and_mirrors_again_when_it_is_back()
    {
        using var mirror = AppliedMirror.Program("power");
        _ = Script.Run("stop", "node-3");
        try
        {
            var cut = Kubectl.Until("power", found => found.Status?.Nodes is { Desired: 3, Programmed: 2 }, "the cut in the status", TimeSpan.FromSeconds(120));
            Assert.Contains("see node-3", cut.Status!.Conditions.Single(condition => condition.Type == ConditionTypes.Programmed).Message, StringComparison.Ordinal);
            _ = Kubectl.Run("delete", "node", "node-3");
            _ = Kubectl.Until("power", found => AppliedMirror.Programmed(found) && found.Status?.Nodes is { Desired: 2, Programmed: 2 }, "two nodes");
            Eventually.True(() => Kubectl.NodeMirror("node-3") is null, "the node's object to go with it");
        }
        finally
        {
            _ = Script.Run("start", "node-3");
        }
        ProgrammedMeansThatFramesFlow("power");
    }

    [KernelFact]
    public void What_was_reported_before_a_boot_does_not_count_after_it()
    {
        using var mirror = AppliedMirror.Program("booted");
        _ = Script.Run("stop", "node-3");
        _ = Script.Run("start", "node-3"); // Before the control plane misses it, so that only the boot shows that everything is new.
        ProgrammedMeansThatFramesFlow("booted");
    }

    [KernelFact]
    public void All_at_once_stops_no_copy_on_the_nodes_that_stay()
    {
        using var mirror = AppliedMirror.Apply("chaos", "{chaos: \"yes\"}");
        _ = Kubectl.Run("label", "node", "--all", "chaos=yes", "--overwrite");
        try
        {
            _ = Kubectl.Until("chaos", found => AppliedMirror.Programmed(found) && found.Status?.Nodes is { Programmed: 3 }, "three nodes");
            using var one = new NodeTraffic(ClusterFixture.Nodes[0]);
            using var two = new NodeTraffic(ClusterFixture.Nodes[1]);
            NodeTraffic[] stay = [one, two];
            Assert.All(stay, node => node.Flows());
            var first = stay.Select(node => node.Now).ToList();

            var leader = OperatorPods.Process(OperatorPods.Leader());
            _ = Script.Run("stop", "kube-apiserver");
            _ = Command.Run("kill", "-9", $"{leader}", $"{one.Node.AgentProcess()}", $"{two.Node.AgentProcess()}");
            _ = Script.Run("stop", "node-3");
            Assert.All(stay, node => node.Flows());
            _ = Script.Run("start", "kube-apiserver");
            Eventually.True(() => Kubectl.Try("get", "nodes").ExitCode == 0, "the API server");
            _ = Kubectl.Run("cordon", "node-2");
            _ = Kubectl.Run("label", "node", "node-3", "chaos-");
            _ = Kubectl.Run("delete", "node", "node-3");
            _ = Kubectl.Until("chaos", found => AppliedMirror.Programmed(found) && found.Status?.Nodes is { Desired: 2, Programmed: 2 }, "two nodes", TimeSpan.FromSeconds(120));
            foreach (var (node, from) in stay.Zip(first))
            {
                node.Flows();
                node.EveryFrameCameOnce(from);
            }
        }
        finally
        {
            Start("kube-apiserver");
            Start("node-3");
            Eventually.True(() => Kubectl.Try("uncordon", "node-2").ExitCode == 0, "the API server");
            _ = Kubectl.Run("label", "node", "--all", "chaos=yes", "--overwrite");
        }
        ProgrammedMeansThatFramesFlow("chaos");
        _ = Kubectl.Run("label", "node", "--all", "chaos-");
        _ = Kubectl.Run("-n", Release.Namespace, "rollout", "status", "deployment/k8smirror-operator", "--timeout=120s");
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

    /// <summary>Waits until a mirror is reported as programmed on three nodes, and checks that from then on no frame of node-3 is missed.</summary>
    private static void ProgrammedMeansThatFramesFlow(string mirror)
    {
        using var traffic = new NodeTraffic(ClusterFixture.Nodes[2]);
        // The boot has been noticed, or is complete.
        Eventually.True(() => !AppliedMirror.Programmed(Kubectl.Mirror(mirror)!) || HasReportedSinceItsBoot(), "the boot in the status");
        _ = Kubectl.Until(mirror, found => AppliedMirror.Programmed(found) && found.Status?.Nodes is { Desired: 3, Programmed: 3 }, "three nodes",
            TimeSpan.FromSeconds(120));
        var first = traffic.Now;
        Assert.True(HasReportedSinceItsBoot());
        traffic.Flows();
        traffic.EveryFrameCameOnce(first);
    }

    private static bool HasReportedSinceItsBoot() =>
        Kubectl.NodeMirror("node-3")?.Status?.Kernel?.BootID == Kubectl.Run("get", "node", "node-3", "-o", "jsonpath={.status.nodeInfo.bootID}");

    private static void Start(string name)
    {
        if (Script.Run("status").Contains($"{name} stopped", StringComparison.Ordinal))
        {
            _ = Script.Run("start", name);
        }
    }
}
