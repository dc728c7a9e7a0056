using System.Globalization;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>A node of the cluster, with NICs eth1 and eth2 (clients behind them), eth3 and eth4 (tools behind them).</summary>
internal sealed record TestNode(string Name)
{
    /// <summary>Its NICs.</summary>
    public static IReadOnlyList<string> Nics { get; } = ["eth1", "eth2", "eth3", "eth4"];

    /// <summary>Runs a program on the node.</summary>
    public string Exec(params IEnumerable<string> command) => Script.Run(["in", Name, .. command]);

    /// <summary>Its network namespace.</summary>
    public TestNetNs Open() => TestNetNs.Open($"{Script.ClusterName}-{Name}");

    /// <summary>The network namespace behind one of its NICs.</summary>
    public TestNetNs Behind(string nic) => TestNetNs.Open($"{Script.ClusterName}-{Name}-{nic}");

    /// <summary>
    /// Everything of ours on the node: pins, devices, programs at the hooks of its NICs. Empty as before K8sMirror was
    /// installed.
    /// </summary>
    public IReadOnlyList<string> Traces()
    {
        var pins = Exec("find", "/sys/fs/bpf", "-mindepth", "1", "-not", "-name", "*.debug").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var ns = Open();
        return [.. pins, .. Devices(ns)];
    }

    /// <summary>The agent's counters for the copies from eth1 to a tool's NIC.</summary>
    public EdgeCount Count(string target) => EdgeCount.Read(Metrics(), target);

    /// <summary>The agent's metrics page; waits if the agent is restarting.</summary>
    public string Metrics()
    {
        // The first address, on which the agent serves them.
        var address = ClusterAddresses.Of(this);
        return Eventually.Get(
            () => Script.Try("in", Name, "curl", "-sf", $"http://{ClusterAddresses.InUrl(address)}:9464/metrics") is { ExitCode: 0 } answer ? answer.Output : null,
            $"metrics of {Name}'s agent",
            TimeSpan.FromSeconds(90));
    }

    /// <summary>Sum of a metric's samples on that page.</summary>
    public double Metric(string name) => Metrics().Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Process id of the agent on this machine; 0 if there is none.</summary>
    public int AgentProcess()
    {
        using var ns = Open();
        return Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .SingleOrDefault(id => id > 0 && IsAgent(id, ns.Handle.Inode));
    }

    /// <summary>The token of the agent's pod, from the kubelet.</summary>
    public string AgentToken() => File.ReadAllText($"/proc/{AgentProcess()}/root/var/run/secrets/kubernetes.io/serviceaccount/token");

    private static bool IsAgent(int id, ulong ns)
    {
        try
        {
            if (!File.ReadAllText($"/proc/{id}/comm").StartsWith("k8smirror-agent"[..15], StringComparison.Ordinal))
            {
                return false;
            }
            using var own = NetNs.Open($"/proc/{id}/ns/net");
            return own.Inode == ns;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KernelException)
        {
            return false; // It has ended meanwhile.
        }
    }

    private static List<string> Devices(TestNetNs ns)
    {
        var links = ns.Links().All;
        var found = links.Where(link => link.Name.StartsWith("k8sm-", StringComparison.Ordinal)).Select(link => $"device {link.Name}").ToList();
        found.AddRange(ns.Run(() => (from link in links
                                     from direction in Enum.GetValues<HookDirection>()
                                     from program in TcxChain.Query(link.Index, direction).Programs
                                     select $"program {program.ProgramId} at {link.Name} {direction}").ToList()));
        found.AddRange(ns.Exec("tc", "qdisc", "show").Split('\n').Where(line => line.Contains("clsact", StringComparison.Ordinal)));
        return found;
    }
}
