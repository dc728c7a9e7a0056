using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>
/// Everything that can be monitored, for real: an API server, two operators, two nodes with agents that mirror real frames, a third agent
/// without a cluster, two nodes without an agent, and a Prometheus that scrapes all of them by the labels of deploy/prometheus/scrape.yaml.
/// </summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private const string Far = """
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: far}
        spec:
          nodeSelector: {matchLabels: {name: node-1}}
          sources: [{interface: eth1, direction: Ingress}]
          targets:
          - {name: a, tunnel: {type: VXLAN, remote: 198.51.100.2, id: 42}, mtuPolicy: Slice, weight: 2}
          - {name: b, tunnel: {type: GRE, remote: 198.51.100.3}}
          - {name: c, tunnel: {type: ERSPAN, remote: 198.51.100.9, id: 7}}
          distribution: FlowHash
        """;

    private const string OperatorUser = "system:serviceaccount:k8smirror:k8smirror-operator";
    private const string AgentUser = "system:serviceaccount:k8smirror:k8smirror-agent";
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> activity = [];

    private LiveCluster(ApiServer server) => Server = server;

    /// <summary>The API server.</summary>
    public ApiServer Server { get; }

    /// <summary>One of them leads.</summary>
    public List<ChildProcess> Operators { get; } = [];

    /// <summary>Has a target that is down, eth3, and a route with a small MTU to two collectors, eth7; a third one does not answer.</summary>
    public LiveNode First { get; } = new("node-1", "eth1", "eth2", "eth3", "eth5", "eth6");

    /// <summary>Has a target with a small MTU, eth4, and little CPU time for copies.</summary>
    public LiveNode Second { get; } = new("node-2", "eth1", "eth2", "eth3");

    /// <summary>Has an agent without a cluster.</summary>
    public LiveNode Alone { get; } = new("alone", "eth1", "eth2");

    /// <summary>The Prometheus that scrapes it all.</summary>
    public PrometheusServer Prometheus { get; private set; } = null!;

    /// <summary>Starts everything, and waits until Prometheus has seen every agent mirror.</summary>
    public static async Task<LiveCluster> StartAsync()
    {
        var cluster = new LiveCluster(await ApiServer.StartAsync((OperatorUser, "system:serviceaccounts"), (AgentUser, "system:serviceaccounts")));
        try
        {
            await cluster.FillAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Applies a mirror of the frames that <paramref name="source"/> receives.</summary>
    public Task MirrorAsync(string name, string source, string target, string more = "") => Server.Admin.ApplyAsync($$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata:
          name: {{name}}
        spec:
          sources: [{interface: {{source}}, direction: Ingress}]
          targets: [{name: tool, interface: {{target}}}]
          {{more}}
        """);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(activity);
        Prometheus?.Dispose();
        Operators.ForEach(o => o.Dispose());
        First.Dispose();
        Second.Dispose();
        Alone.Dispose();
        await Server.DisposeAsync();
        ending.Dispose();
    }

    private async Task FillAsync()
    {
        await ChartAccount.InstallAllAsync(Server);
        foreach (var crd in Directory.GetFiles(Repository.At("crds"), "*.yaml"))
        {
            await Server.Admin.CreateFileAsync(crd);
        }
        foreach (var plural in (string[])["trafficmirrors", "nodemirrors"])
        {
            await EventuallyAsync.True(async () => await Server.Admin.GetAsync($"apis/k8smirror.io/v1alpha1/{plural}") is not null, $"{plural} are served");
        }
        foreach (var node in (string[])["node-1", "node-2", "node-3", "node-4"])
        {
            await Server.Admin.ApplyAsync($$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{node}}","labels":{"name":"{{node}}"} } }""");
        }

        First.Far.Ip("link set far-eth3 down");
        First.PlugCollectors("eth7", mtu: 1400, "198.51.100.1/24", "198.51.100.2/24", "198.51.100.3/24");
        Second.Plug("eth4", mtu: 1280);
        First.Join(Server, AgentUser);
        Second.Join(Server, AgentUser, "--cpu-budget", "5%");
        Alone.StandAlone(Manifest("alone"));
        var targets = new List<(string, string, string?)>
        {
            ("k8smirror-agent", First.Metrics, First.Name), ("k8smirror-agent", Second.Metrics, Second.Name), ("k8smirror-agent", Alone.Metrics, Alone.Name),
        };
        foreach (var name in (string[])["a", "b"])
        {
            var address = $"127.0.0.1:{LoopbackPort.Free()}";
            targets.Add(("k8smirror-operator", address, null));
            Operators.Add(ChildProcess.Start(
                "dotnet",
                [
                    Programs.Newest("src/Operator", "k8smirror-operator.dll"), "run", "--kubeconfig", Server.Kubeconfig(OperatorUser), "--namespace", ChartAccount.Namespace,
                    "--lease-duration", "6s", "--metrics-address", address, "--health-address", "",
                ],
                Path.Combine(Server.Folder, $"operator-{name}.log")));
        }

        await MirrorAsync("ids", "eth1", "eth2");
        await MirrorAsync("audit", "eth1", "eth3");
        await MirrorAsync("narrow", "eth1", "eth4", "nodeSelector: {matchLabels: {name: node-2}}");
        await MirrorAsync("impossible", "eth1", "eth1");
        await Server.Admin.ApplyAsync(Far);
        Prometheus = new(ScrapeConfigs(targets), PrometheusServer.WithoutWaiting(await File.ReadAllTextAsync(Alert.File)));
        activity.AddRange([SendAsync(First), SendAsync(Second), SendAsync(Alone), ChangeAsync()]);

        await EventuallyAsync.True(
            async () => (await Prometheus.QueryAsync("""sum by (node) (rate(k8smirror_mirrored_packets_total[10s])) > 0""")).Count == 3,
            "Prometheus sees three agents mirror", TimeSpan.FromMinutes(5));
        // A restart of the server is also routine: some series begin with it.
        Server.Kill();
        await Server.RestartAsync();
        await EventuallyAsync.True(
            async () => (await Prometheus.QueryAsync("""sum(k8smirror_operator_watch_restarts_total) > 0 and min(k8smirror_api_connected) == 1 and sum(k8smirror_operator_leader) == 1""")).Count == 1,
            "all have found the server again", TimeSpan.FromMinutes(3));
    }

    /// <summary>Frames of different sizes, some too big for some targets, of enough conversations to be spread over targets.</summary>
    private async Task SendAsync(LiveNode node)
    {
        byte[][] frames =
        [
            .. from port in Enumerable.Range(40_000, 8)
               from length in (int[])[100, 1400]
               select new PacketBuilder().IPv4().Udp((ushort)port).Numbered(1, length).Build(),
        ];
        using var sender = new FrameSender(node.Far, "far-eth1");
        while (await PauseAsync(TimeSpan.FromMilliseconds(200)))
        {
            foreach (var frame in frames)
            {
                sender.Send(frame);
            }
        }
    }

    /// <summary>What happens all the time in a cluster: a mirror is edited, a NIC comes and goes.</summary>
    private async Task ChangeAsync()
    {
        for (var i = 0; await PauseAsync(TimeSpan.FromSeconds(1)); i++)
        {
            try
            {
                await MirrorAsync("edited", "eth1", "eth2", $"paused: {(i % 2 == 0 ? "true" : "false")}");
            }
            catch (Exception error) when (error is HttpRequestException or ClusterRefusedException)
            {
                // A test has stopped the server.
            }
            foreach (var node in (LiveNode[])[First, Second, Alone])
            {
                node.Here.Ip(i % 2 == 0 ? "link add coming type veth peer name going" : "link del coming");
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, ending.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string ScrapeConfigs(IEnumerable<(string Job, string Address, string? Node)> targets) => "scrape_configs:\n" + string.Concat(
        targets.GroupBy(t => t.Job).Select(job => $"- job_name: {job.Key}\n  static_configs:\n" + string.Concat(
            job.Select(t => $"  - {{targets: ['{t.Address}']{(t.Node is null ? "" : $", labels: {{node: {t.Node}{(t.Node == "alone" ? ", cluster: edge" : "")}}}")}}}\n"))));

    private static string Manifest(string name) => $$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: {{name}}}
        spec:
          sources: [{interface: eth1, direction: Ingress}]
          targets: [{name: tool, interface: eth2}]
        """;
}
