using K8sMirror.Observability.Tests.Live;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Observability.Tests.Rules;

/// <summary>Each real fault raises its alert, and no unrelated alert.</summary>
public sealed class LiveAlertTests(LiveFixture live) : IClassFixture<LiveFixture>
{
    private readonly LiveCluster cluster = live.Cluster;

    [KernelFact]
    public async Task Each_fault_raises_its_alert()
    {
        // A target that is down, one with a small MTU, a collector that does not answer, one behind a small MTU, an impossible mirror, nodes without an agent.
        await FiresAsync("K8sMirrorToolDown", ("node", "node-1"), ("mirror", "audit"), ("target", "eth3"));
        await FiresAsync("K8sMirrorMirrorNotProgrammed", ("node", "node-1"), ("mirror", "audit"));
        await FiresAsync("K8sMirrorCopiesDropped", ("node", "node-2"), ("mirror", "narrow"), ("target", "eth4"));
        await FiresAsync("K8sMirrorCollectorUnreachable", ("node", "node-1"), ("target", "erspan:7@198.51.100.9"));
        await FiresAsync("K8sMirrorTunnelTooNarrow", ("node", "node-1"), ("mirror", "far"), ("target", "gre:@198.51.100.3"));
        await FiresAsync("K8sMirrorMirrorRejected");
        await FiresAsync("K8sMirrorAgentMissing");
        await FiresAsync("K8sMirrorNodesBehind");
        await SilentAsync(
            "K8sMirrorAgentDown", "K8sMirrorManyAgentsDown", "K8sMirrorTargetQueueDrops", "K8sMirrorUnevenShares", "K8sMirrorSelectsNothing", "K8sMirrorLoopBroken", "K8sMirrorPermissionDenied", "K8sMirrorKernelUnsupported", "K8sMirrorDeadlineNear", "K8sMirrorApiConnectionLost",
            "K8sMirrorSpecNotRead", "K8sMirrorOperatorDown", "K8sMirrorOperatorWithoutLeader", "K8sMirrorObjectsUnreadable");

        // A filter that matches none of the traffic.
        await cluster.MirrorAsync("nothing", "eth1", "eth6", "nodeSelector: {matchLabels: {name: node-1}}\n  filter: {rules: [{action: Accept, protocol: OSPF}]}");
        await FiresAsync("K8sMirrorSelectsNothing", ("node", "node-1"), ("mirror", "nothing"));

        // A cable between tool and production.
        var far = cluster.First.Far;
        far.Ip("link add br0 type bridge");
        far.Ip("link set far-eth5 master br0");
        far.Ip("link set far-eth6 master br0");
        far.Ip("link set br0 up");
        await cluster.MirrorAsync("looped", "eth5", "eth6", "nodeSelector: {matchLabels: {name: node-1}}");
        using (var sender = new FrameSender(far, "br0"))
        {
            var broadcast = new PacketBuilder("ff:ff:ff:ff:ff:ff").Arp().PadTo().Build();
            await FiresAsync(() => sender.Send(broadcast), "K8sMirrorLoopBroken", ("node", "node-1"));
        }

        // More copies than a CPU may spend time on; a repeated frame is not a loop.
        using (var sender = new FrameSender(cluster.Second.Far, "far-eth1"))
        {
            var frame = new PacketBuilder().EtherType(0x88b5).Numbered(0).PadTo().Build();
            await FiresAsync(() => Burst(sender, frame), "K8sMirrorShedding", ("node", "node-2"), ("mirror", "ids"));
        }

        // A queue that accepts copies and is replaced before it has sent them.
        Queue("add", "root", "handle", "1:", "tbf", "rate", "8kbit", "burst", "3000", "limit", "10000000");
        await FiresAsync(EmptyQueue, "K8sMirrorTargetQueueDrops", ("node", "node-1"), ("target", "eth2"));
        Queue("del", "root");

        // An invalid manifest.
        File.WriteAllText(Path.Combine(cluster.Alone.Manifests, "b.yaml"), "kind: Nonsense");
        await FiresAsync("K8sMirrorSpecNotRead", ("node", "alone"));

        // Another owner's device has the name of ours.
        TakeName(cluster.Alone);
        await FiresAsync("K8sMirrorAgentPassesFail", ("node", "alone"));
        cluster.Alone.Here.Ip("link del k8sm-in");

        // A role that lost a verb, and a mirror that needs it.
        await cluster.Server.Admin.ApplyAsync("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"k8smirror-operator"},"rules":[
              {"apiGroups":["k8smirror.io"],"resources":["trafficmirrors","nodemirrors"],"verbs":["list","watch"]},
              {"apiGroups":[""],"resources":["nodes"],"verbs":["list","watch"]},
              {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","create","update"]}]}
            """);
        await FiresAsync("K8sMirrorPermissionDenied", ("job", "k8smirror-operator"), ("outcome", "403"));
        await ChartAccount.InstallAllAsync(cluster.Server);

        // A node without a connection to the API server.
        cluster.First.Api!.Dispose();
        await FiresAsync("K8sMirrorApiConnectionLost", ("node", "node-1"));
        await SilentAsync("K8sMirrorAgentDown", "K8sMirrorOperatorDown", "K8sMirrorOperatorWithoutLeader");

        // CRDs that are older than the operator.
        await cluster.Server.Admin.SendAsync(
            HttpMethod.Patch, "apis/apiextensions.k8s.io/v1/customresourcedefinitions/nodemirrors.k8smirror.io",
            """[{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec","value":{"type":"object"}}]""", "application/json-patch+json");
        await FiresAsync("K8sMirrorObjectsUnreadable", ("kind", "NodeMirror"));

        // Missing components.
        cluster.Second.Agent.Kill();
        await FiresAsync("K8sMirrorAgentDown", ("node", "node-2"));
        await SilentAsync("K8sMirrorManyAgentsDown");
        cluster.First.Agent.Kill();
        await FiresAsync("K8sMirrorManyAgentsDown");
        cluster.Operators[0].Kill();
        await FiresAsync("K8sMirrorOperatorDown", ("job", "k8smirror-operator"));
        cluster.Operators[1].Kill();
        await FiresAsync("K8sMirrorOperatorWithoutLeader");
    }

    private void EmptyQueue()
    {
        Queue("replace", "parent", "1:1", "pfifo", "limit", "100000");
        Queue("replace", "parent", "1:1", "bfifo", "limit", "10000000");
    }

    private void Queue(string verb, params string[] words) => cluster.First.Here.Exec("tc", ["qdisc", verb, "dev", "eth2", .. words]);

    private static void Burst(FrameSender sender, byte[] frame)
    {
        for (var i = 0; i < 20_000; i++)
        {
            _ = sender.TrySend(frame);
        }
    }

    /// <summary>While the agent is stopped; otherwise it would create a new one at once.</summary>
    private static void TakeName(LiveNode node)
    {
        Command.Run("kill", "-STOP", $"{node.Agent.Id}");
        try
        {
            node.Here.Ip("link del k8sm-in");
            node.Here.Ip("link add k8sm-in type bridge");
        }
        finally
        {
            Command.Run("kill", "-CONT", $"{node.Agent.Id}");
        }
    }

    private Task FiresAsync(string name, params (string Label, string Value)[] labels) => FiresAsync(() => { }, name, labels);

    private async Task FiresAsync(Action provoke, string name, params (string Label, string Value)[] labels)
    {
        var alert = await EventuallyAsync.Get(
            async () =>
            {
                provoke();
                return (await cluster.Prometheus.FiringAsync()).Where(a => a.Name == name && labels.All(l => a.Labels.GetValueOrDefault(l.Label) == l.Value))
                    .Select(a => a.Texts).FirstOrDefault();
            },
            $"{name} fires for {string.Join(", ", labels)}", TimeSpan.FromSeconds(60));
        Assert.All(alert.Values, text => Assert.DoesNotMatch(@"<no value>|<\w+>|error expanding|%!", text));
    }

    /// <summary>Waits: a scrape may be a second old.</summary>
    private Task SilentAsync(params string[] names) => EventuallyAsync.True(
        async () => !(await cluster.Prometheus.FiringAsync()).Select(a => a.Name).Intersect(names).Any(), $"silence of {string.Join(", ", names)}");
}
