using System.Diagnostics;
using System.Globalization;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Every copy is sent and arrives, or is counted as dropped with its reason.</summary>
public sealed class AccountingTests
{
    /// <summary>Frames of the many-to-many test; the figure in docs/performance.md is from 1,000,000.</summary>
    private static int Frames => int.Parse(Environment.GetEnvironmentVariable("K8SMIRROR_TEST_FRAMES") ?? "12000", CultureInfo.InvariantCulture);

    /// <summary>Frames per second; 0 for full speed, at which many are refused.</summary>
    private static int Pace => int.Parse(Environment.GetEnvironmentVariable("K8SMIRROR_TEST_PACE") ?? "0", CultureInfo.InvariantCulture);

    [KernelFact]
    public void Four_sources_to_sixteen_targets_each_capture_is_what_was_sent()
    {
        const int Sources = 4;
        const int Targets = 16;
        var sources = Enumerable.Range(1, Sources).Select(i => $"src{i}").ToArray();
        var targets = Enumerable.Range(1, Targets).Select(i => $"tap{i}").ToArray();
        var each = Frames / Sources;
        using var node = new BrokerNode([.. sources, .. targets]);
        node.Apply([.. from s in sources from t in targets select $"{s}>{t}"]);
        var frames = Tool.Expect(Sources, each);
        var tools = targets.Select(t => new Tool(node.Behind(t), frames)).ToList();
        var senders = sources.Select(s => new FrameSender(node.Behind(s), "wire")).ToList();
        var (pace, clock) = (Pace, Stopwatch.StartNew());
        for (var i = 0; i < each; i++)
        {
            for (var s = 0; s < Sources; s++)
            {
                senders[s].Send(frames[s][i]);
            }
            while (pace > 0 && clock.Elapsed.TotalSeconds * pace < i * Sources)
            {
                Thread.SpinWait(100);
            }
        }
        var delivered = 0UL;
        for (var t = 0; t < Targets; t++)
        {
            var sent = 0UL;
            foreach (var source in sources)
            {
                var counters = node.Settled($"{source}>{targets[t]}");
                Assert.Equal((ulong)each, counters.Seen.Frames);
                sent += counters.Sent.Frames;
            }
            tools[t].Check(sent);
            delivered += sent;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{each * Sources} frames, {delivered} of {each * Sources * (long)Targets} copies delivered, the rest counted");
        senders.ForEach(s => s.Dispose());
        tools.ForEach(t => t.Dispose());
    }

    [KernelFact]
    public void A_target_that_is_full_is_charged_and_the_others_get_everything()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Node.Exec("tc", "qdisc", "add", "dev", "eth2", "root", "tbf", "rate", "64kbit", "burst", "3000", "limit", "6000");
        Send(node, 100, "eth1>eth2", "eth1>eth3");
        var (full, free) = (node.Settled("eth1>eth2"), node.Settled("eth1>eth3"));
        Assert.NotEqual(0UL, BrokerNode.Dropped(full, DropReason.TargetBusy));
        Assert.Equal(free.Seen.Frames - BrokerNode.Dropped(free, DropReason.CutterFull), free.Sent.Frames);
    }

    [KernelFact]
    public void A_target_that_is_down_is_charged_by_that_name()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Node.Ip("link set eth2 down");
        Send(node, 20, "eth1>eth2", "eth1>eth3");
        Assert.Equal(20UL, BrokerNode.Dropped(node.Settled("eth1>eth2"), DropReason.TargetDown));
        Assert.Equal(20UL, node.Settled("eth1>eth3").Sent.Frames);
    }

    [KernelFact]
    public void A_target_whose_peer_is_down_is_down()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Behind("eth2").Ip("link set wire down");
        Send(node, 20, "eth1>eth2");
        Assert.Equal(20UL, BrokerNode.Dropped(node.Settled("eth1>eth2"), DropReason.TargetDown));
    }

    [KernelFact]
    public void A_target_that_vanished_is_gone()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.Apply("eth1>eth2", "eth1>eth3");
        node.Node.Ip("link del eth2");
        Emit(node, 20);
        Assert.Equal(20UL, BrokerNode.Dropped(node.Settled("eth1>eth2"), DropReason.TargetGone));
        Assert.Equal(20UL, node.Settled("eth1>eth3").Sent.Frames);
    }

    [KernelFact]
    public void A_frame_that_the_target_cannot_take_is_too_big()
    {
        using var node = new BrokerNode(["eth1", "eth3"]);
        node.AddNic("eth2", mtu: 300);
        Send(node, 20, "eth1>eth2", "eth1>eth3");
        Assert.Equal(20UL, BrokerNode.Dropped(node.Settled("eth1>eth2"), DropReason.FrameTooBig));
        Assert.Equal(20UL, node.Settled("eth1>eth3").Sent.Frames);
    }

    [KernelFact]
    public void A_cutter_that_is_taken_down_loses_nothing_from_the_books_and_recovers()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Apply("eth1>eth2");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        var super = new PacketBuilder().IPv4().Tcp().Payload(new byte[20_000]).Build();
        sender.SendSuper(super, 1000);
        node.Node.Ip("link set k8sm-in down");
        sender.SendSuper(super, 1000);
        node.Apply("eth1>eth2");
        sender.SendSuper(super, 1000);
        var counters = node.Settled("eth1>eth2");
        Assert.Equal(60UL, counters.Seen.Frames);
        Assert.Equal(20UL, BrokerNode.Dropped(counters, DropReason.CloneFailed));
        Assert.Equal(40UL, counters.Sent.Frames);
    }

    [KernelFact]
    public void Counters_go_on_over_changes_of_configuration_and_restarts()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        Send(node, 20, "eth1>eth2");
        Send(node, 20, "eth1>eth2", "eth1>eth3");
        node.Restart();
        Send(node, 20, "eth1>eth2");
        Eventually.True(() => node.Settled("eth1>eth2").Sent.Frames == 60, "60 frames in all");
        Assert.Equal(60UL, node.Counters("eth1>eth2").Seen.Frames);
    }

    private static void Send(BrokerNode node, int frames, params string[] edges)
    {
        node.Apply(edges);
        Emit(node, frames);
    }

    private static void Emit(BrokerNode node, int frames)
    {
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < frames; i++)
        {
            sender.Send(Tool.Frame(0, i));
        }
    }
}
