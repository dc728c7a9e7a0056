using System.Diagnostics;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>A namespace with NICs in which the real agent mirrors, reachable by this host's API server.</summary>
internal sealed class MirroringNode : IDisposable
{
    public const int Port = 9464;

    private readonly TestNetNs node = new();
    private readonly TestNetNs outside = new();
    private readonly TempDir folder = new();
    private readonly string uplink = $"k8smt{Environment.ProcessId}";
    private readonly BpfFsMount pins = new();
    private readonly VethLink production;
    private readonly VethLink tool;
    private readonly Process agent;

    public MirroringNode(string line)
    {
        // 198.18.0.0/15 is for tests of network devices (RFC 2544); this takes its own pair of addresses.
        var third = Environment.ProcessId % 250;
        Address = $"198.18.{third}.2";
        Command.Run("ip", "link", "add", uplink, "type", "veth", "peer", "name", "uplink", "netns", node.Name);
        Command.Run("ip", "addr", "add", $"198.18.{third}.1/30", "dev", uplink);
        Command.Run("ip", "link", "set", uplink, "up");
        node.Ip($"addr add {Address}/30 dev uplink");
        node.Ip("link set uplink up");
        production = new VethLink(node, "eth1", outside, "production");
        tool = new VethLink(node, "eth2", outside, "tool");
        agent = node.Start(
            Path.Combine(AppContext.BaseDirectory, "k8smirror-agent"),
            ["run", "--mirror", line, "--pin-dir", Path.Combine(pins.Path, "pins"), "--metrics-address", $"{Address}:{Port}"]);
        agent.OutputDataReceived += (_, _) => { };
        agent.BeginOutputReadLine();
        agent.BeginErrorReadLine();
        Eventually.True(
            () => !agent.HasExited && Command.Try("nsenter", $"--net={node.Path}", Path.Combine(AppContext.BaseDirectory, "k8smirror-agent"), "status", "-o", "json")
                .Output.Contains("\"state\": \"Programmed\"", StringComparison.Ordinal),
            "the agent mirrors");
    }

    public string Address { get; }

    /// <summary>Sends frames to eth1 until stopped.</summary>
    public Task SendAsync(CancellationToken stop) => Task.Run(
        () =>
        {
            using var sender = new FrameSender(outside, "production");
            var frame = new PacketBuilder().IPv4().Udp().Payload(new byte[200]).Build();
            while (!stop.WaitHandle.WaitOne(5))
            {
                sender.Send(frame);
            }
        },
        CancellationToken.None);

    public void Dispose()
    {
        agent.Kill();
        agent.WaitForExit();
        agent.Dispose();
        Command.Try("ip", "link", "del", uplink);
        production.Dispose();
        tool.Dispose();
        node.Dispose();
        outside.Dispose();
        pins.Dispose();
        folder.Dispose();
    }
}
