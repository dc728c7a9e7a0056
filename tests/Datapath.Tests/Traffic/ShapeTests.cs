using System.Diagnostics;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic;

/// <summary>Slicing and rate limits, with real frames at the tools.</summary>
public sealed class ShapeTests
{
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    [KernelTheory]
    [InlineData(AttachMode.Tcx)]
    [InlineData(AttachMode.Clsact)]
    public void Each_tool_gets_the_first_bytes_that_it_wants_and_the_original_stays_whole(AttachMode attach)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3", "eth4", "eth5"], attach);
        node.SnapLengths["eth1>eth2"] = 64;
        node.SnapLengths["eth1>eth3"] = 200;
        node.SnapLengths["eth1>eth5"] = 1000;
        node.Apply("eth1>eth2", "eth1>eth3", "eth1>eth4", "eth1>eth5");
        using var headers = new FrameCapture(node.Behind("eth2"), "wire");
        using var more = new FrameCapture(node.Behind("eth3"), "wire");
        using var all = new FrameCapture(node.Behind("eth4"), "wire");
        using var original = new FrameCapture(node.Node, "eth1");
        var frame = new PacketBuilder().IPv4().Udp().Numbered(7, 300).Build();
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 20; i++)
            {
                sender.Send(frame);
            }
        }
        Assert.All(headers.WaitFor(20), f => Assert.Equal(frame[..64], f.Bytes));
        Assert.All(more.WaitFor(20), f => Assert.Equal(frame[..200], f.Bytes));
        Assert.All(all.WaitFor(20), f => Assert.Equal(frame, f.Bytes));
        Assert.All(original.WaitFor(20), f => Assert.Equal(frame, f.Bytes));
        var counters = node.Settled("eth1>eth2");
        Assert.Equal((new Tally(20, 20 * 342), new Tally(20, 20 * (342 - 64))), (counters.Sent, counters.Sliced));
        Assert.Equal(new Tally(20, 20 * (342 - 200)), node.Settled("eth1>eth3").Sliced);
        Assert.Equal(default, node.Settled("eth1>eth5").Sliced);
        Assert.Equal(new Tally(20, 20 * 342), node.Settled("eth1>eth5").Sent);
    }

    /// <summary>A tag counts among the bytes that are kept, as on the wire, wherever the kernel keeps it.</summary>
    [KernelTheory]
    [InlineData("eth1>eth2")]
    [InlineData("eth1<eth2")]
    public void A_tag_is_a_part_of_what_is_kept(string edge)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        // The second tool's slice just fits into its MTU.
        node.Node.Ip("link set eth3 mtu 186");
        var other = edge.Replace("eth2", "eth3", StringComparison.Ordinal);
        node.SnapLengths[edge] = 64;
        node.SnapLengths[other] = 204;
        node.Apply(edge, other);
        using var short_ = new FrameCapture(node.Behind("eth2"), "wire");
        using var longer = new FrameCapture(node.Behind("eth3"), "wire");
        var frame = new PacketBuilder().Vlan(100).IPv4().Udp().Numbered(7, 300).Build();
        using (var sender = edge.Contains('>', StringComparison.Ordinal) ? new FrameSender(node.Behind("eth1"), "wire") : new FrameSender(node.Node, "eth1"))
        {
            sender.Send(frame);
        }
        Assert.Equal(frame[..64], Assert.Single(short_.WaitFor(1)).Bytes);
        Assert.Equal(frame[..204], Assert.Single(longer.WaitFor(1)).Bytes);
        Assert.Equal(new Tally(1, (ulong)frame.Length - 64), node.Settled(edge).Sliced);
        Assert.Equal(new Tally(1, (ulong)frame.Length - 204), node.Settled(other).Sliced);
    }

    [KernelFact]
    public void A_super_packet_is_cut_into_frames_first()
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        node.SnapLengths["eth1>eth2"] = 96;
        node.Takes["eth2"] = PacketClasses.All;
        node.Apply("eth1>eth2", "eth1>eth3");
        using var headers = new FrameCapture(node.Behind("eth2"), "wire");
        using var all = new FrameCapture(node.Behind("eth3"), "wire");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            for (var i = 0; i < 4; i++)
            {
                sender.SendSuper(new PacketBuilder().IPv4().Tcp().Payload(new byte[28_000]).Build(), 1400);
                node.Drain();
            }
        }
        Assert.Equal(80UL, node.Settled("eth1>eth2").Sent.Frames);
        var (short_, long_) = (headers.WaitFor(80), all.WaitFor(80));
        Assert.All(short_.Zip(long_), pair => Assert.Equal(pair.Second.Bytes[..96], pair.First.Bytes));
        Assert.All(long_, f => Assert.Equal(1454, f.Bytes.Length));
    }

    /// <summary>A slice fits through a target whose MTU is too small for the whole frame.</summary>
    [KernelFact]
    public void A_slice_fits_where_the_frame_does_not()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Node.Ip("link set eth2 mtu 500");
        node.SnapLengths["eth1>eth2"] = 128;
        node.Apply("eth1>eth2");
        using (var sender = new FrameSender(node.Behind("eth1"), "wire"))
        {
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered(7, 1200).Build());
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames == 1, "it came by");
        Assert.Equal(1UL, node.Settled("eth1>eth2").Sent.Frames);
    }

    [KernelTheory]
    [InlineData(2000, 0)]
    [InlineData(0, 4_000_000)]
    [InlineData(2000, 4_000_000)]
    public void A_rate_limit_is_one_bucket_for_all_hooks_of_the_mirror(int packets, int bits)
    {
        using var node = new BrokerNode(["eth1", "eth2", "eth3"]);
        var bound = new RateBound("m", "eth3", (ulong)packets, (ulong)bits);
        node.Bounds["eth1>eth3"] = node.Bounds["eth2>eth3"] = bound;
        node.Apply("eth1>eth3", "eth2>eth3");
        // Frames of 500 bytes, all different: repeated ones would look like a loop.
        var frames = Enumerable.Range(0, 200_000).Select(i => new PacketBuilder().IPv4().Udp().Numbered((ulong)i, 458).Build()).ToArray();
        var took = Stopwatch.StartNew();
        // If a busy machine delays the sender, the bucket is full, and the rate that it could have let through is lost.
        var waited = TimeSpan.Zero;
        using (var one = new FrameSender(node.Behind("eth1"), "wire"))
        using (var two = new FrameSender(node.Behind("eth2"), "wire"))
        {
            var last = took.Elapsed;
            for (var i = 0; took.Elapsed < TimeSpan.FromSeconds(2) && i < frames.Length; i++)
            {
                one.Send(frames[i]);
                two.Send(frames[i]);
                Thread.SpinWait(1000);
                var now = took.Elapsed;
                waited += now - last > Burst / 4 ? now - last : TimeSpan.Zero;
                last = now;
            }
        }
        var seconds = took.Elapsed.TotalSeconds;
        var edges = new[] { node.Settled("eth1>eth3"), node.Settled("eth2>eth3") };
        var sent = edges.Sum(e => (double)e.Sent.Frames);
        Assert.True(edges.Sum(e => (double)e.Limited.Frames) > sent / 2, "more came than the limit lets through");
        // 2,000 frames of 500 bytes are 8 Mbit/s. The limit's share for Burst may come at once.
        var rate = bits > 0 ? 1000 : 2000;
        Assert.InRange(sent, (rate * (seconds - waited.TotalSeconds) * 0.9) - 20, (rate * (seconds + Burst.TotalSeconds) * 1.1) + 20);
    }

    /// <summary>A new agent and another rate keep the bucket; if the limit is removed, everything passes.</summary>
    [KernelFact]
    public void A_limit_changes_and_goes()
    {
        using var node = new BrokerNode(["eth1", "eth2"]);
        node.Bounds["eth1>eth2"] = new("m", "eth2", 1, 0);
        node.Apply("eth1>eth2");
        var place = Place(node);
        node.Restart();
        node.Bounds["eth1>eth2"] = new("m", "eth2", 1_000_000_000, 0);
        node.Apply("eth1>eth2");
        Assert.Equal(place, Place(node));
        node.Bounds.Clear();
        node.Apply("eth1>eth2");
        using var sender = new FrameSender(node.Behind("eth1"), "wire");
        for (var i = 0; i < 100; i++)
        {
            sender.Send(new PacketBuilder().IPv4().Udp().Numbered((ulong)i, 100).Build());
        }
        Eventually.True(() => node.Counters("eth1>eth2").Seen.Frames == 100, "all came by");
        Assert.Equal(100UL, node.Settled("eth1>eth2").Sent.Frames);
        Eventually.True(
            () =>
            {
                node.Node.Run(() => node.Datapath.Heartbeat(TimeSpan.FromMinutes(1)));
                node.Apply("eth1>eth2");
                return Place(node) == 0;
            },
            "the place is free");
    }

    private static uint Place(BrokerNode node)
    {
        using var maps = DatapathMaps.TryOpen(new(node.Options.PinDirectory))!;
        return maps.LimitOwners.Keys().SingleOrDefault();
    }
}
