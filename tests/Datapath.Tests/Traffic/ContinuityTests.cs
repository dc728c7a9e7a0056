using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Under load, the agent is killed, restarted, upgraded and reconfigured: no copy is missing or duplicated.</summary>
public sealed class ContinuityTests
{
    private const int Enough = 200_000;

    [KernelFact]
    public void Ten_restarts_and_an_upgrade_lose_no_copy() => UnderLoad(node =>
    {
        for (var i = 0; i < 10; i++)
        {
            node.Restart();
            node.Apply("eth1>eth2");
        }
        Directory.Delete(new PinLayout(node.Options.PinDirectory).Programs, recursive: true);
        node.Restart();
        node.Apply("eth1>eth2");
    });

    [KernelFact]
    public void Changes_of_other_edges_lose_no_copy() => UnderLoad(node =>
    {
        for (var i = 0; i < 20; i++)
        {
            node.Apply("eth1>eth2", "eth1>eth3", "eth3>eth2");
            node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
            node.Apply("eth1>eth2", "eth1<eth3");
        }
    });

    private static void UnderLoad(Action<BrokerNode> disturb)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Apply("eth1>eth2");
        var frames = Tool.Expect(1, Enough);
        using var tool = new Tool(node.Behind("eth2"), frames);
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var load = new Thread(() => sent = node.SendUntil("eth1", frames[0], stop.Token));
        load.Start();
        Eventually.True(() => tool.Count > 100, "traffic flows");
        disturb(node);
        var atEnd = tool.Count;
        Eventually.True(() => tool.Count > atEnd, "traffic still flows");
        stop.Cancel();
        load.Join();
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((ulong)sent, counters.Seen.Frames);
        tool.Check(counters.Sent.Frames);
    }
}
