using System.Diagnostics;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>Faults of an agent.</summary>
internal static class AgentFaults
{
    // Longer than the alert's threshold.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(7);

    // Longer than the alert lasts: on a busy machine a scrape may come after it, and it is late once more.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(20);

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All(FaultSite site) =>
    [
        new("an agent hangs", () => Stop(site, "node-2"), site.Close, [new("AgentDown", "job=k8smirror-agent", "node=node-2")]),
        new("most agents hang", () => Array.ForEach(["node-1", "node-2"], node => Stop(site, node)), site.Close, [new("ManyAgentsDown")], "AgentDown", "NodesBehind"),
        Late("node-3"),
        new("an agent's loop hangs", () => site.Open(new FrozenThread(Node("node-3").AgentProcess(), "k8smirror-loop")), site.Close,
            [new("DeadlineNear", "node=node-3")], "AgentDown"),
        new("somebody else takes the name of our device", TakeName, () => Node("node-1").Exec("ip", "link", "del", "k8sm-in"),
            [new("AgentPassesFail", "node=node-1")], "MirrorNotProgrammed", "CopiesDropped"),
        new("a seccomp profile hides bpf(2)", () => Seccomp.Hide("node-3"), () => Seccomp.Show("node-3"),
            [new("KernelUnsupported", "node=node-3", "mirror=line-1")], "MirrorNotProgrammed", "AgentDown", "ApiConnectionLost", "CopiesDropped"),
        new("a node is cut off from the API server", () => Cut("add"), () => Cut("del"), [new("ApiConnectionLost", "node=node-1")], "OperatorWithoutLeader"),
    ];

    private static TestNode Node(string name) => FaultSite.Nodes.Single(node => node.Name == name);

    private static void Stop(FaultSite site, string node) => site.Open(new StoppedProcess(Node(node).AgentProcess()));

    private static Fault Late(string node)
    {
        var count = 0;
        var since = new Stopwatch();
        return new("an agent is late", BeLate, () => Kubectl.Delete("late"), [new("ApplySlow")], "AgentDown", "NodesBehind", "Shedding")
        {
            Provoke = () =>
            {
                if (since.Elapsed > Again)
                {
                    BeLate();
                }
            },
        };

        void BeLate()
        {
            using (new StoppedProcess(Node(node).AgentProcess()))
            {
                var before = Kubectl.NodeMirror(node)!.Metadata.Generation;
                _ = AppliedMirror.Apply("late", $"{{kubernetes.io/hostname: {node}}}", count++ % 2 == 0 ? "eth4" : "eth3");
                Eventually.True(() => Kubectl.NodeMirror(node)?.Metadata.Generation > before, $"a new specification of {node}");
                var clock = Stopwatch.StartNew();
                Eventually.True(() => clock.Elapsed > Lateness, "the fault's own length");
            }
            since.Restart();
        }
    }

    /// <summary>While the agent is stopped; otherwise it would create a new one at once.</summary>
    private static void TakeName()
    {
        using var agent = new StoppedProcess(Node("node-1").AgentProcess());
        Node("node-1").Exec("ip", "link", "del", "k8sm-in");
        Node("node-1").Exec("ip", "link", "add", "k8sm-in", "type", "bridge");
    }

    /// <summary>No reset, no refusal: nothing comes back, as behind a firewall.</summary>
    private static void Cut(string verb) => Script.Try("in", "node-1", "ip", "route", verb, "blackhole", ClusterAddresses.ApiServer);
}
