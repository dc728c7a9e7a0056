using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>A node: a network namespace with NICs, a namespace with their other ends, and an agent.</summary>
internal sealed class LiveNode : IDisposable
{
    private static readonly string Binary = Environment.GetEnvironmentVariable("K8SMIRROR_AGENT") ?? Programs.Newest("src/NodeAgent", "k8smirror-agent");
    private readonly TempDir folder = new();
    private readonly BpfFsMount pins = new();
    private readonly List<IDisposable> parts = [];

    /// <summary>Creates the NICs; their other ends are called <c>far-NAME</c>.</summary>
    public LiveNode(string name, params string[] nics)
    {
        Name = name;
        foreach (var nic in nics)
        {
            Plug(nic);
        }
    }

    /// <summary>Its name in Kubernetes.</summary>
    public string Name { get; }

    /// <summary>Namespace of the agent.</summary>
    public TestNetNs Here { get; } = new();

    /// <summary>Namespace of the other ends.</summary>
    public TestNetNs Far { get; } = new();

    /// <summary>The agent.</summary>
    public ChildProcess Agent { get; private set; } = null!;

    /// <summary>The connection to the API server, if it has one.</summary>
    public PortForward? Api { get; private set; }

    /// <summary>Address of its metrics, from outside.</summary>
    public string Metrics { get; private set; } = "";

    /// <summary>Folder for manifests.</summary>
    public string Manifests => folder.At("manifests");

    /// <summary>The agent's output.</summary>
    public string Log => File.ReadAllText(folder.At("agent.log"));

    /// <summary>Adds a NIC.</summary>
    public VethLink Plug(string nic, int mtu = 1500)
    {
        var link = new VethLink(Here, nic, Far, "far-" + nic, mtu);
        parts.Add(link);
        return link;
    }

    /// <summary>Adds a NIC that leads to collectors, whose addresses are on its other end.</summary>
    public void PlugCollectors(string nic, int mtu, string here, params string[] collectors)
    {
        _ = Plug(nic, mtu);
        Here.Ip($"link set {nic} arp on");
        Here.Ip($"addr add {here} dev {nic}");
        Far.Ip($"link set far-{nic} arp on");
        foreach (var address in collectors)
        {
            Far.Ip($"addr add {address} dev far-{nic}");
        }
    }

    /// <summary>Starts the agent in the cluster.</summary>
    public void Join(ApiServer server, string user, params string[] more)
    {
        Api = new(server.Address.Port, Here, null);
        Start(["--node-name", Name, "--kubeconfig", server.Kubeconfig(user), "--state-dir", folder.Path, .. more]);
    }

    /// <summary>Starts the agent without a cluster, on <see cref="Manifests"/>.</summary>
    public void StandAlone(string manifest)
    {
        Directory.CreateDirectory(Manifests);
        File.WriteAllText(Path.Combine(Manifests, "a.yaml"), manifest);
        Start("--manifests", Manifests);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Agent?.Dispose();
        Api?.Dispose();
        parts.Reverse();
        parts.ForEach(p => p.Dispose());
        pins.Dispose();
        Far.Dispose();
        Here.Dispose();
        folder.Dispose();
    }

    private void Start(params string[] arguments)
    {
        var port = LoopbackPort.Free();
        Metrics = $"127.0.0.1:{port}";
        parts.Add(new PortForward(port, null, Here));
        Agent = ChildProcess.Start(
            "nsenter",
            [$"--net={Here.Path}", Binary, "run", .. arguments, "--pin-dir", pins.At("k8smirror"), "--metrics-address", Metrics],
            folder.At("agent.log"));
    }
}
