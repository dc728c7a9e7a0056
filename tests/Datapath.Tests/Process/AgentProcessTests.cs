using System.Net;
using System.Net.Sockets;
using K8sMirror.Datapath.Tests.Traffic;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>The real agent under load: killed, replaced, started twice, and removed.</summary>
public sealed class AgentProcessTests : IDisposable
{
    private const int Enough = 300_000;
    private readonly BpfFsMount pins = new();
    private readonly TestNetNs node = new();
    private readonly TestNetNs client = new();
    private readonly TestNetNs tool = new();

    public AgentProcessTests()
    {
        node.Ip($"link add eth1 type veth peer name wire netns {client.Name}");
        node.Ip($"link add eth2 type veth peer name wire netns {tool.Name}");
        node.Ip("link set eth1 up");
        node.Ip("link set eth2 up");
        client.Ip("link set wire up");
        tool.Ip("link set wire up");
    }

    private string PinDirectory => pins.At("k8smirror");

    private static (int Frames, string Queue) LaterDrops(AgentProcess agent)
    {
        var target = agent.Status().GetProperty("targets")[0];
        Assert.Equal("eth2", target.GetProperty("target").GetString());
        return (target.GetProperty("droppedLaterPackets").GetInt32(), target.GetProperty("queueDisciplines")[0].GetString()!);
    }

    [KernelFact]
    public void Killed_ten_times_under_load_and_upgraded_once_no_copy_is_missing_and_none_is_doubled()
    {
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2");
        var frames = Tool.Expect(1, Enough);
        using var sensor = new Tool(tool, frames);
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var load = new Thread(() => sent = Send(frames[0], stop.Token));
        load.Start();
        for (var i = 0; i < 10; i++)
        {
            agent.Kill();
            var between = sensor.Count;
            Eventually.True(() => sensor.Count > between, "copies flow while there is no agent");
            if (i == 5)
            {
                // The next agent takes these for another build's: it loads its own, and moves the links over.
                Directory.Delete(new PinLayout(PinDirectory).Programs, recursive: true);
            }
            agent.Start("eth1@eth2");
        }
        stop.Cancel();
        load.Join();
        Eventually.True(() => agent.Counters() is var c && c.Seen == (ulong)sent && c.Seen == c.Mirrored + c.Dropped, $"all {sent} frames are accounted for");
        sensor.Check(agent.Counters().Mirrored);
    }

    [KernelFact]
    public void Status_names_the_target_whose_queue_drops_what_it_had_taken()
    {
        node.Exec("tc", "qdisc", "add", "dev", "eth2", "root", "handle", "1:", "tbf", "rate", "8kbit", "burst", "1600", "limit", "1000000");
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2", "-all,+bpf,+net_admin");
        Assert.Equal((0, "tbf"), LaterDrops(agent));
        Assert.DoesNotContain("dropped later", agent.Run("status").Output, StringComparison.Ordinal);
        using (var sender = new FrameSender(client, "wire"))
        {
            for (var i = 0; i < 40; i++)
            {
                sender.Send(Tool.Frame(0, i));
            }
        }
        Eventually.True(() => agent.Counters().Mirrored == 40, "the target has taken all copies");
        node.Exec("tc", "qdisc", "replace", "dev", "eth2", "parent", "1:1", "pfifo");
        var (frames, _) = LaterDrops(agent);
        Assert.InRange(frames, 10, 40);
        Assert.Contains($"dropped later: {frames} frames to eth2, by its queue (tbf)", agent.Run("status").Output, StringComparison.Ordinal);
    }

    [KernelFact]
    public void Two_capabilities_are_enough()
    {
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2", "-all,+bpf,+net_admin");
        using var sensor = new Tool(tool, Tool.Expect(1, 1));
        using var sender = new FrameSender(client, "wire");
        sender.Send(Tool.Frame(0, 0));
        sensor.Check(1);
    }

    /// <summary>With fewer capabilities, the verifier refuses more programs: this tests the largest possible filter, with every kind of condition.</summary>
    [KernelFact]
    public void They_are_enough_for_the_largest_filter()
    {
        using var manifests = new TempDir();
        var rules = Enumerable.Range(0, 1020).Select(i =>
            $"    - {{action: Accept, protocol: TCP, source: {{cidrs: ['10.{i / 256}.{i % 256}.0/24', '2001:db8:{i:x}::/48'], ports: ['{i}']}}, bidirectional: true}}");
        foreach (var name in new[] { "one", "two" })
        {
            File.WriteAllText(manifests.At($"{name}.yaml"), $$$"""
                apiVersion: k8smirror.io/v1alpha1
                kind: TrafficMirror
                metadata: {name: {{{name}}}}
                spec:
                  sources: [{interface: eth1, direction: Ingress}]
                  targets: [{name: ids, interface: eth2}]
                  sampling: {oneIn: 2}
                  filter:
                    rules:
                {{{string.Join('\n', rules)}}}
                    - {action: Accept, vlans: ['100'], source: {macs: ['02:00:00:00:00:09']}, bidirectional: true}
                    - {action: Accept, etherType: ARP}
                    - {action: Accept, tcpFlags: {set: [SYN]}}
                    - {action: Accept, protocol: ICMP, icmpTypes: [8], icmpCodes: [0]}
                """);
        }
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("-all,+bpf,+net_admin", ["--manifests", manifests.Path]);
        using var sender = new FrameSender(client, "wire");
        sender.Send(new PacketBuilder().Arp().Build());
        sender.Send(Tool.Frame(0, 0));
        Eventually.True(
            () => agent.Status().GetProperty("edges")[0] is var edge && edge.GetProperty("notSelectedPackets").GetUInt64() > 0
                && edge.GetProperty("seenPackets").GetUInt64() == edge.GetProperty("notSelectedPackets").GetUInt64() + edge.GetProperty("sampledOutPackets").GetUInt64() + edge.GetProperty("mirroredPackets").GetUInt64(),
            "the filter selects, and every frame is accounted for");
    }

    [KernelTheory]
    [InlineData("-all,+bpf")]
    [InlineData("-all,+net_admin")]
    public void Neither_of_the_two_can_be_spared_and_the_message_names_them(string capabilities)
    {
        using var agent = new AgentProcess(node, PinDirectory);
        var refused = agent.RunWith(capabilities, "run", "--mirror", "eth1@eth2", "--pin-dir", PinDirectory);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("CAP_BPF and CAP_NET_ADMIN", refused.Error, StringComparison.Ordinal);
    }

    [KernelFact]
    public void Without_a_bpffs_it_asks_for_the_mount_and_not_for_capabilities()
    {
        using var agent = new AgentProcess(node, PinDirectory);
        // Like a container without the node's /sys: a /sys of its own, and no permission to mount.
        var refused = agent.RunAfter("umount -l /sys/fs/bpf", "-all,+bpf,+net_admin", "run", "--mirror", "eth1@eth2", "--pin-dir", "/sys/fs/bpf/k8smirror-none");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("mount -t bpf bpf /sys/fs/bpf", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("CAP_", refused.Error, StringComparison.Ordinal);
    }

    [KernelTheory]
    [InlineData("mkdir -m 777 $0")]
    [InlineData("mkdir -m 770 $0; mkdir -m 777 $0/v2")]
    [InlineData("mkdir -m 700 $0; chown 65534 $0")]
    [InlineData("mkdir -m 777 $(dirname $0); mkdir -m 700 $0")]
    public void A_folder_that_others_may_change_is_refused_with_what_makes_it_ours(string preparation)
    {
        var folder = Path.Combine(PinDirectory, "inner");
        Command.Run("sh", "-c", (preparation.Contains("dirname", StringComparison.Ordinal) ? "" : "mkdir -m 700 $(dirname $0); ") + preparation, folder);
        using var agent = new AgentProcess(node, folder);
        var refused = agent.Run("run", "--mirror", "eth1@eth2", "--pin-dir", folder);
        Assert.Equal(1, refused.ExitCode);
        Command.Run("sh", "-c", refused.Error.Split("then run '")[1].Split('\'')[0]);
        agent.Start("eth1@eth2");
    }

    [KernelFact]
    public void A_folder_of_ours_that_others_may_only_read_is_closed()
    {
        Command.Run("mkdir", "-m", "755", PinDirectory);
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2");
        Assert.Equal("700", Command.Run("stat", "-c", "%a", PinDirectory).Trim());
    }

    [KernelFact]
    public void A_second_agent_on_the_node_refuses_to_start()
    {
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2");
        var second = agent.Run("run", "--mirror", "eth1@eth2", "--pin-dir", PinDirectory);
        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("agent", second.Error + second.Output, StringComparison.OrdinalIgnoreCase);
    }

    [KernelFact]
    public void An_agent_of_another_namespace_leaves_the_pins_alone()
    {
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2");
        using var elsewhere = new AgentProcess(tool, PinDirectory);
        var second = elsewhere.Run("run", "--mirror", "wire@eth2", "--pin-dir", PinDirectory);
        Assert.Equal((4, true), (second.ExitCode, second.Error.Contains("--pin-dir", StringComparison.Ordinal)));
        Assert.Equal(4, elsewhere.Run("cleanup", "--pin-dir", PinDirectory).ExitCode);
        using var sensor = new Tool(tool, Tool.Expect(1, 1));
        using var sender = new FrameSender(client, "wire");
        sender.Send(Tool.Frame(0, 0));
        sensor.Check(1);
    }

    [KernelFact]
    public void An_address_that_is_not_free_ends_the_start_before_the_node_is_touched()
    {
        Eventually.True(() => !State().Contains("LOWERLAYERDOWN", StringComparison.Ordinal), "both NICs have a carrier");
        var before = State();
        using var taken = node.Run(() => new TcpListener(IPAddress.Loopback, 9464));
        node.Run(taken.Start);
        using var agent = new AgentProcess(node, PinDirectory);
        var refused = agent.Run("run", "--mirror", "eth1@eth2", "--pin-dir", PinDirectory);
        Assert.Equal((1, true), (refused.ExitCode, refused.Error.Contains("127.0.0.1:9464", StringComparison.Ordinal)));
        Assert.Equal(before, State());
    }

    [KernelFact]
    public void Cleanup_after_a_kill_leaves_the_node_as_it_was()
    {
        Eventually.True(() => !State().Contains("LOWERLAYERDOWN", StringComparison.Ordinal), "both NICs have a carrier");
        var before = State();
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2");
        Assert.NotEqual(before, State());
        agent.Kill();
        Assert.Equal(0, agent.Run("cleanup", "--pin-dir", PinDirectory).ExitCode);
        Assert.Equal(before, State());
        Assert.Equal(0, agent.Run("cleanup", "--pin-dir", PinDirectory).ExitCode);
    }

    [KernelFact]
    public void Status_without_an_agent_reads_the_pins_until_a_cleanup()
    {
        using var agent = new AgentProcess(node, PinDirectory);
        agent.Start("eth1@eth2");
        using var sender = new FrameSender(client, "wire");
        for (var i = 0; i < 10; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
        Eventually.True(() => agent.Counters() is { Mirrored: > 0 } c && c.Seen == c.Mirrored + c.Dropped, "the frames are accounted for");
        Assert.True(agent.Status().GetProperty("agentIsRunning").GetBoolean());
        var before = agent.Counters();
        agent.Kill();

        var left = agent.Status();
        Assert.False(left.GetProperty("agentIsRunning").GetBoolean());
        Assert.True(left.GetProperty("isMirroring").GetBoolean());
        Assert.InRange(left.GetProperty("secondsLeft").GetDouble(), 1, 60);
        Assert.Equal(before, agent.Counters());
        var edge = Assert.Single(left.GetProperty("edges").EnumerateArray());
        Assert.Equal("programmed", edge.GetProperty("state").GetString());
        Assert.Equal(node.Link("eth2").Index, edge.GetProperty("targetIndex").GetInt32());
        Assert.Equal(0, left.GetProperty("cpu").GetProperty("inCutter").GetInt64());
        Assert.StartsWith("no agent is running; mirrors go on until ", agent.Run("status", "--pin-dir", PinDirectory).Output, StringComparison.Ordinal);
        Assert.Contains("isMirroring: true", agent.Run("status", "--pin-dir", PinDirectory, "--output", "yaml").Output, StringComparison.Ordinal);

        node.Ip("link del eth1");
        Assert.Equal("source gone", agent.Status().GetProperty("edges")[0].GetProperty("state").GetString());
        Assert.False(agent.Status().GetProperty("isMirroring").GetBoolean());

        Assert.Equal(0, agent.Run("cleanup", "--pin-dir", PinDirectory).ExitCode);
        var nothing = agent.Run("status", "--pin-dir", PinDirectory);
        Assert.Equal((5, ""), (nothing.ExitCode, nothing.Output));
        Assert.Contains("none has left anything here", nothing.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        tool.Dispose();
        client.Dispose();
        node.Dispose();
        pins.Dispose();
    }

    private int Send(byte[][] frames, CancellationToken stop)
    {
        using var sender = new FrameSender(client, "wire");
        var i = 0;
        for (; i < frames.Length && !stop.IsCancellationRequested; i++)
        {
            sender.Send(frames[i]);
            Thread.SpinWait(8000);
        }
        return i;
    }

    /// <summary>Links, qdiscs, filters of the node and the contents of the pin folder.</summary>
    private string State() => string.Join(
        '\n',
        node.Ip("-br link"),
        node.Exec("tc", "qdisc"),
        node.Exec("tc", "filter", "show", "dev", "eth1", "ingress"),
        string.Join('\n', Directory.EnumerateFileSystemEntries(pins.Path).Order(StringComparer.Ordinal)));
}
