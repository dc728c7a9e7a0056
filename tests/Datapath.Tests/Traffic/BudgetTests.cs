using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Copying gets only a share of each CPU's time.</summary>
public sealed class BudgetTests
{
    private const int Frames = 20_000;

    [KernelFact]
    public void Beyond_the_budget_copies_are_refused_and_counted_and_production_loses_nothing()
    {
        using var node = new BrokerNode(["eth1", "eth2"], cpuBudget: 0.001);
        node.Apply("eth1>eth2");
        using var host = new FrameCapture(node.Node, "eth1", bufferBytes: 64 << 20);
        Flood(node);
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((ulong)Frames, counters.Seen.Frames);
        Assert.NotEqual(0UL, BrokerNode.Dropped(counters, DropReason.Budget));
        Assert.Equal(counters.Seen, counters.Sent + counters.Dropped[DropReason.Budget]);
        Assert.Equal(Frames, host.WaitFor(Frames).Count);
        Assert.True(node.Node.Run(node.Datapath.ReadVitals).Cpu!.IsShedding);
    }

    [KernelFact]
    public void The_lower_priority_is_refused_first()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"], cpuBudget: 0.05);
        node.Priorities["eth1>eth2"] = 200;
        node.Priorities["eth1>eth3"] = 1;
        node.Apply("eth1>eth2", "eth1>eth3");
        Flood(node);
        var (high, low) = (node.Settled("eth1>eth2"), node.Settled("eth1>eth3"));
        Assert.NotEqual(0UL, BrokerNode.Dropped(low, DropReason.Budget));
        Assert.True(BrokerNode.Dropped(high, DropReason.Budget) < BrokerNode.Dropped(low, DropReason.Budget), $"{high} {low}");
    }

    [KernelFact]
    public void Without_a_bound_nothing_is_refused()
    {
        using var node = new BrokerNode(["eth1", "eth2"], cpuBudget: 1);
        node.Apply("eth1>eth2");
        Flood(node);
        Assert.Equal(0UL, BrokerNode.Dropped(node.Settled("eth1>eth2"), DropReason.Budget));
    }

    private static void Flood(BrokerNode node)
    {
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < Frames; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
    }
}
