using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>
/// The real agent with only the permissions that the chart gives it, and pods as a network plugin wires them. It reads its spec from its state folder, as if
/// the API server were unreachable.
/// </summary>
public sealed class PodProcessTests : IDisposable
{
    private const int Frames = 100;
    private const string Node = "n";
    private readonly BpfFsMount pins = new();
    private readonly TempDir folder = new();
    private readonly TestNetNs node = new();
    private readonly TestNetNs tool = new();
    private readonly Dictionary<string, TestNetNs> pods = [];

    public PodProcessTests()
    {
        node.Ip($"link add tool type veth peer name wire netns {tool.Name}");
        node.Ip("link set tool up");
        tool.Ip("link set wire up");
        node.WaitUntilUp("tool");
        File.WriteAllText(Path.Combine(folder.Path, "kubeconfig"), """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: here, user: agent}}]
            clusters: [{name: here, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: agent, user: {token: none}}]
            """);
    }

    [KernelFact]
    public void Pods_are_found_with_the_charts_rights_and_no_other_is_taken_for_one_that_ended_while_no_agent_ran()
    {
        AddPod("a", "10.244.0.5");
        AddPod("b", "10.244.0.6");
        AddPod("c", "10.244.0.7");
        new StateFile(folder.Path, Node).Save(new(Node, "uid", 1, new()
        {
            Sessions =
            [
                new()
                {
                    MirrorRef = new() { Name = "m", Uid = "u", Generation = 1 },
                    Sources = [new() { PodSelector = new(), Direction = MirrorDirection.Egress }],
                    Targets = [new() { Name = "tool", Interface = "tool" }],
                    Pods = [Pod("a", "10.244.0.5"), Pod("c", "10.244.0.7")],
                },
            ],
        }));
        using var agent = new AgentProcess(node, pins.At("k8smirror"));
        agent.Start("-all,+bpf,+net_admin", Options);
        Assert.Equal((Frames, 0, Frames), (Copied("a"), Copied("b"), Copied("c")));
        agent.Kill();

        pods["a"].Dispose();
        Eventually.True(() => node.Links().ByName("end-a") is null, "its NIC has gone");
        AddPod("a", "10.244.0.5");
        agent.Start("-all,+bpf,+net_admin", Options);
        Assert.Equal((0, 0, Frames), (Copied("a"), Copied("b"), Copied("c")));
        var session = agent.Status().GetProperty("sessions")[0];
        Assert.Equal("its NIC has gone", session.GetProperty("pods")[0].GetProperty("message").GetString());
        Assert.Equal(1, session.GetProperty("podCounts").GetProperty("waiting").GetInt32());
        Assert.Contains("end-c (shop/c)", agent.Run("status", "--pin-dir", pins.At("k8smirror")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(agent.Log, l => l.Contains("\"Warning\"", StringComparison.Ordinal) && l.Contains("end-", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        foreach (var pod in pods.Values)
        {
            pod.Dispose();
        }
        tool.Dispose();
        node.Dispose();
        folder.Dispose();
        pins.Dispose();
    }

    private string[] Options => ["--node-name", Node, "--kubeconfig", Path.Combine(folder.Path, "kubeconfig"), "--state-dir", folder.Path];

    private static SessionPod Pod(string name, string ip) => new() { Namespace = "shop", Name = name, Uid = $"uid-{name}", Addresses = [ip], Sources = [0] };

    private void AddPod(string name, string ip)
    {
        pods[name] = new();
        node.Ip($"link add end-{name} type veth peer name eth0 netns {pods[name].Name}");
        node.Ip($"link set end-{name} up");
        pods[name].Ip("link set eth0 up");
        pods[name].Ip($"addr add {ip}/24 dev eth0");
        node.WaitUntilUp($"end-{name}");
    }

    private int Copied(string pod)
    {
        using var capture = new FrameCapture(tool, "wire");
        using var sender = new FrameSender(pods[pod], "eth0");
        for (var i = 0; i < Frames; i++)
        {
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered((ulong)i, 300).Build());
        }
        // The test cannot wait for a frame that is not copied; a copy arrives within a softirq.
        Eventually.True(() => capture.Settle().Count(f => f.Sequence is not null) is 0 or Frames, "all or none");
        return capture.Settle().Count(f => f.Sequence is not null);
    }
}
