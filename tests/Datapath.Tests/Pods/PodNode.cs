using System.Globalization;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Datapath.Tests.Traffic;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Pods;

/// <summary>
/// A node with a tool behind its NIC <c>tool</c>, and pods in separate namespaces, wired as different network plugins do; the agent's own classes find,
/// plan and program.
/// </summary>
internal sealed class PodNode : IDisposable
{
    private const int Each = 20;
    private readonly BrokerNode broker = new(["tool"]);
    private readonly Dictionary<string, TestNetNs> pods = new(StringComparer.Ordinal);
    private readonly KernelPodProbe probe = new();
    private readonly PodFinder finder;

    public PodNode()
    {
        finder = new(probe, new NoPodMemory(), TimeProvider.System);
        Node.Exec("sysctl", "-qw", "net.ipv4.ip_forward=1");
    }

    public TestNetNs Node => broker.Node;

    public BrokerNode Broker => broker;

    public TestNetNs Inside(string pod) => pods[pod];

    /// <summary>A pod whose NIC <c>eth0</c> has its other end at the node, both up, without an address.</summary>
    public void AddPod(string pod, string end)
    {
        pods[pod] = new();
        AddNic(pod, end, "eth0");
    }

    public void AddNic(string pod, string end, string name)
    {
        Node.Ip($"link add {end} type veth peer name {name} netns {pods[pod].Name}");
        Node.Ip($"link set {end} up");
        pods[pod].Ip($"link set {name} up");
        Node.WaitUntilUp(end);
    }

    /// <summary>A pod without a NIC that has an end at the node.</summary>
    public void AddBarePod(string pod) => pods[pod] = new();

    public void RemovePod(string pod)
    {
        pods.Remove(pod, out var ns);
        ns!.Dispose();
    }

    /// <summary>One pass, like the agent's.</summary>
    public NodeMirrorStatus Pass(params MirrorSession[] sessions)
    {
        var links = broker.Links();
        var places = Node.Run(() => finder.Find(new() { Sessions = sessions }, links));
        var spec = PodExpander.Expand(new() { Sessions = sessions }, places, links);
        var plan = DatapathPlanner.Plan(spec, links, PrefixSets.None, CollectorWays.None);
        var outcomes = Node.Run(() => broker.Datapath.Apply(plan.Edges));
        return NodeStatusComposer.Compose(1, plan, links, outcomes, [], [], new("", "", []), []);
    }

    /// <summary>Passes until all edges are programmed.</summary>
    public NodeMirrorStatus Settle(params MirrorSession[] sessions)
    {
        var status = Pass(sessions);
        try
        {
            Eventually.True(() => status.Sessions.All(s => s.State == ProgrammedState.Programmed) || (status = Pass(sessions)) is null, "all pods are mirrored");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {string.Join("; ", status.Sessions.Select(s => s.Message))}", e);
        }
        return status;
    }

    /// <summary>A mirror of one pod to <c>tool</c>.</summary>
    public static MirrorSession Mirror(string ip, MirrorDirection direction, string? podInterface = null) => new()
    {
        MirrorRef = new() { Name = "m", Uid = "u" },
        Sources = [new() { PodSelector = new(), Direction = direction, PodInterface = podInterface }],
        Targets = [new() { Name = "tool", Interface = "tool" }],
        Pods = [Pod(ip)],
    };

    public static SessionPod Pod(string ip, int[]? sources = null, int[]? targets = null) => new()
    {
        Namespace = "shop",
        Name = $"at-{ip.Replace('.', '-')}",
        Uid = $"uid-{ip}",
        Addresses = [ip],
        NetworkSince = DateTimeOffset.UtcNow.AddYears(1).ToString("yyyy-01-01'T'00:00:00'Z'", CultureInfo.InvariantCulture),
        Sources = targets is null ? sources ?? [0] : sources,
        Targets = targets,
    };

    /// <summary>
    /// Sends frames both ways over each of these pairs of ends, and returns which of them a capture received, in words: <c>a:sent b:received</c>, if
    /// all frames of that kind arrived and no others.
    /// </summary>
    public string Copied(TestNetNs place, string nic, params (string Pod, string End, string Name)[] cables)
    {
        using var tool = new FrameCapture(place, nic);
        for (var c = 0; c < cables.Length; c++)
        {
            var (pod, end, name) = cables[c];
            Send(pods[pod], name, (c * 2) + 0);
            Send(Node, end, (c * 2) + 1);
        }
        var got = Settled(tool).Where(f => f.Sequence is not null).Select(f => (int)(f.Sequence!.Value / 1000)).CountBy(k => k).ToDictionary();
        Assert.All(got.Values, count => Assert.Equal(Each, count));
        return string.Join(' ', got.Keys.Order().Select(k => $"{cables[k / 2].Pod}:{(k % 2 == 0 ? "sent" : "received")}"));
    }

    /// <summary>What the tool received.</summary>
    public string CopiedToTool(params (string Pod, string End, string Name)[] cables) => Copied(broker.Behind("tool"), "wire", cables);

    public void Dispose()
    {
        Node.Run(finder.Dispose);
        foreach (var pod in pods.Values)
        {
            pod.Dispose();
        }
        broker.Dispose();
    }

    private IReadOnlyList<CapturedFrame> Settled(FrameCapture tool)
    {
        _ = broker.AllSettled();
        return tool.Settle();
    }

    private static void Send(TestNetNs from, string nic, int kind)
    {
        using var sender = new FrameSender(from, nic);
        for (var i = 0; i < Each; i++)
        {
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered((ulong)((kind * 1000) + i), 100).Build());
        }
    }
}
