using System.Collections.Concurrent;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Queues;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class QueueWatchTests : IDisposable
{
    private static readonly EdgeKey Edge = new("eth1", EdgeDirection.Ingress, "bond0");
    private static readonly EdgeKey Other = new("eth2", EdgeDirection.Ingress, "bond0");
    private static readonly int[] Way = [5, 6];
    private readonly ConcurrentQueue<string> lines = new();
    private readonly FakeDatapath datapath = new();
    private readonly FakeLinks links = new(Nic.Table("eth1", "eth2"));
    private readonly QueueWatch watch;

    public QueueWatchTests()
    {
        watch = new(links, new RecordingLogger<AgentLoop>(lines));
        Aim(Edge, Other);
    }

    [Fact]
    public void What_was_dropped_before_there_were_copies_does_not_count()
    {
        Assert.Equal(0UL, Look(new RootQueue(5, "fq_codel", 0, 1000)));
        Assert.Equal(7UL, Look(new RootQueue(5, "fq_codel", 0, 1007)));
    }

    [Fact]
    public void A_target_that_is_new_is_to_be_looked_at()
    {
        Assert.True(Aim(Edge));
        Look(new RootQueue(5, "fq_codel", 0, 0));
        Assert.False(Aim(Edge, Other));
        Assert.True(Aim(new EdgeKey("eth1", EdgeDirection.Ingress, "eth3")));
    }

    [Fact]
    public void The_queues_on_the_way_are_added_up_and_others_left_out()
    {
        Look(new(5, "mq", 0, 0), new(6, "sfq", 0, 0), new(7, "fq", 0, 0));
        Assert.Equal(5UL, Look(new(5, "mq", 0, 2), new(6, "sfq", 0, 3), new(7, "fq", 0, 100)));
        Assert.Equal(["mq", "sfq"], Assert.Single(watch.Drops).Disciplines);
    }

    [Fact]
    public void A_counter_that_turns_over_goes_on()
    {
        Look(new RootQueue(5, "fq_codel", 0, uint.MaxValue - 1));
        Assert.Equal(5UL, Look(new RootQueue(5, "fq_codel", 0, 3)));
    }

    [Fact]
    public void A_queue_that_is_replaced_does_not_make_it_go_back_and_its_drops_are_added()
    {
        Look(new RootQueue(5, "fq_codel", 0, 0));
        Assert.Equal(100UL, Look(new RootQueue(5, "fq_codel", 0, 100)));
        Assert.Equal(103UL, Look(new RootQueue(5, "fq_codel", 0x80000000, 3)));
        Assert.Equal(105UL, Look(new RootQueue(5, "sfq", 0x80000000, 2)));
        // Replaced by one of the same kind, or one child of mq: what it has dropped meanwhile is unknown.
        Assert.Equal(105UL, Look(new RootQueue(5, "sfq", 0x80000000, 1)));
        Assert.Equal(107UL, Look(new RootQueue(5, "sfq", 0x80000000, 3)));
        Assert.Equal(107UL, Look());
        Assert.Equal(109UL, Look(new RootQueue(5, "sfq", 0, 2)));
    }

    [Fact]
    public void A_NIC_that_joins_a_bond_brings_none_of_its_past()
    {
        Aim([5], Edge);
        Look(new RootQueue(5, "sfq", 0, 0), new RootQueue(6, "sfq", 0, 50));
        Aim([5, 6], Edge);
        Assert.Equal(0UL, Look(new RootQueue(5, "sfq", 0, 0), new RootQueue(6, "sfq", 0, 60)));
        Assert.Equal(1UL, Look(new RootQueue(5, "sfq", 0, 0), new RootQueue(6, "sfq", 0, 61)));
    }

    [Fact]
    public void What_was_refused_at_once_is_not_called_dropped_later()
    {
        Look(new RootQueue(5, "pfifo", 0, 0));
        datapath.Pass(Edge, 100, 30, DropReason.TargetBusy);
        datapath.Pass(Other, 100, 10, DropReason.TargetBusy);
        Assert.Equal(0UL, Look(new RootQueue(5, "pfifo", 0, 40)));
        datapath.Pass(Edge, 200, 40, DropReason.TargetBusy);
        Assert.Equal(5UL, Look(new RootQueue(5, "pfifo", 0, 55)));
    }

    [Fact]
    public void What_was_refused_between_the_two_reads_is_taken_off_when_the_queue_shows_it()
    {
        Look(new RootQueue(5, "pfifo", 0, 0));
        datapath.Pass(Edge, 100, 30, DropReason.TargetBusy);
        Assert.Equal(0UL, Look(new RootQueue(5, "pfifo", 0, 20)));
        Assert.Equal(0UL, Look(new RootQueue(5, "pfifo", 0, 30)));
        Assert.Equal(1UL, Look(new RootQueue(5, "pfifo", 0, 31)));
    }

    [Fact]
    public void Super_packets_that_were_refused_do_not_hide_later_drops_for_ever()
    {
        Look(new RootQueue(5, "fq_codel", 0, 0));
        // Each counts once in the queue, but at the edge as the frames that it contains.
        datapath.Pass(Edge, 9000, 4500, DropReason.TargetBusy);
        Assert.Equal(0UL, Look(new RootQueue(5, "fq_codel", 0, 100)));
        Assert.Equal(0UL, Look(new RootQueue(5, "fq_codel", 0, 100)));
        Assert.Equal(20UL, Look(new RootQueue(5, "fq_codel", 0, 120)));
    }

    [Fact]
    public void Where_nothing_queues_nothing_is_dropped()
    {
        Look(new RootQueue(5, "noqueue", 0, 0));
        Assert.Equal(0UL, Look(new RootQueue(5, "noqueue", 0, 0)));
        Assert.Empty(Assert.Single(watch.Drops).Disciplines);
    }

    [Fact]
    public void While_the_queues_cannot_be_read_the_counters_can_and_it_is_said_once()
    {
        Look(new RootQueue(5, "sfq", 0, 0));
        Look(new RootQueue(5, "sfq", 0, 8));
        links.QueueFailure = new KernelException(Errno.EAGAIN, "list");
        Assert.Equal(2, watch.Look(datapath).Count);
        watch.Look(datapath);
        Assert.Equal(8UL, Assert.Single(watch.Drops).Frames);
        Assert.Single(lines);
    }

    [Fact]
    public void A_target_that_nobody_copies_to_any_more_is_forgotten_and_queues_are_not_read_for_nothing()
    {
        Look(new RootQueue(5, "sfq", 0, 0));
        Aim();
        links.QueueFailure = new InvalidOperationException("read for nothing");
        watch.Look(datapath);
        Assert.Empty(watch.Drops);
    }

    public void Dispose()
    {
        datapath.Dispose();
        links.Dispose();
    }

    private bool Aim(params EdgeKey[] edges) => Aim(Way, edges);

    private bool Aim(int[] way, params EdgeKey[] edges)
    {
        var desired = edges.Select(e => new DesiredEdge(e, 2, 5, 1500, ["a"]) { TargetQueues = way }).ToList();
        datapath.Apply(desired);
        return watch.Aim(desired);
    }

    private ulong Look(params RootQueue[] queues)
    {
        links.Queues = queues;
        watch.Look(datapath);
        return Assert.Single(watch.Drops).Frames;
    }
}
