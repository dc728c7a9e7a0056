using System.Net.Sockets;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Process;

/// <summary>One frame starts a storm through an unknown switch; no later frame could reveal the edge.</summary>
public sealed class LoopAlarmTests : IDisposable
{
    private readonly BpfFsMount pins = new();
    private readonly TestNetNs node = new();
    private readonly TestNetNs outside = new();

    public LoopAlarmTests()
    {
        foreach (var nic in new[] { "eth1", "eth2", "eth3" })
        {
            node.Ip($"link add {nic} type veth peer name {nic} netns {outside.Name}");
            node.Ip($"link set {nic} up");
            outside.Ip($"link set {nic} up");
        }
        outside.Ip("link add br0 type bridge");
        outside.Ip("link set eth1 master br0");
        outside.Ip("link set eth2 master br0");
        outside.Ip("link set br0 up");
        foreach (var nic in new[] { "eth1", "eth2", "eth3" })
        {
            node.WaitUntilUp(nic);
            outside.WaitUntilUp(nic);
        }
    }

    [KernelFact]
    public void The_first_storm_is_stopped_and_its_edge_is_named_at_once_and_goes_on_when_the_loop_is_gone()
    {
        using var agent = new AgentProcess(node, pins.At("k8smirror"));
        agent.Start("eth1@eth2_eth1@eth3");
        StartStorm();
        var warning = Eventually.Get(() => agent.Log.FirstOrDefault(l => l.Contains("came back to the source", StringComparison.Ordinal)), "a warning");
        Assert.Contains("\"LogLevel\":\"Warning\"", warning, StringComparison.Ordinal);
        Assert.Contains("eth1:ingress→eth2", System.Text.RegularExpressions.Regex.Unescape(warning), StringComparison.Ordinal);

        // The storm has ended: nothing more is sent, and only a little was. Unstopped, it would be a million frames per second.
        Eventually.True(() => agent.Counters() is var c && c.Seen == c.Mirrored + c.Dropped && c == agent.Counters(), "the storm has died");
        Assert.InRange(agent.Counters().Mirrored, 1UL, 100_000UL);
        Eventually.True(() => EdgeTo(agent, "eth2").GetProperty("isStopped").GetBoolean(), "status names the edge");
        Assert.False(EdgeTo(agent, "eth3").GetProperty("isStopped").GetBoolean());
        Assert.Contains("LoopDetected", agent.Run("status").Output, StringComparison.Ordinal);
        Assert.Matches("k8smirror_loop_suspicions_total{[^}]*source=\"eth1\"[^}]*} [1-9]", node.Run(Scrape));

        outside.Ip("link set eth2 nomaster");
        Eventually.True(() => !EdgeTo(agent, "eth2").GetProperty("isStopped").GetBoolean(), "the edge goes on");
    }

    private static System.Text.Json.JsonElement EdgeTo(AgentProcess agent, string target) =>
        agent.Status().GetProperty("edges").EnumerateArray().Single(e => e.GetProperty("target").GetString() == target);

    public void Dispose()
    {
        outside.Dispose();
        node.Dispose();
        pins.Dispose();
    }

    /// <summary>A broadcast from a bridge's own port reaches both NICs: one frame, copied by the mirror to the switch, and so on.</summary>
    private void StartStorm()
    {
        using var sender = new FrameSender(outside, "br0");
        sender.Send(new PacketBuilder(destinationMac: "ff:ff:ff:ff:ff:ff").IPv4().Udp().Numbered(1, 100).Build());
    }

    /// <summary>Without HttpClient, which connects on another thread, and so in another namespace.</summary>
    private static string Scrape()
    {
        using var client = new TcpClient("127.0.0.1", 9464);
        var stream = client.GetStream();
        stream.Write("GET /metrics HTTP/1.0\r\nHost: 127.0.0.1:9464\r\n\r\n"u8);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
