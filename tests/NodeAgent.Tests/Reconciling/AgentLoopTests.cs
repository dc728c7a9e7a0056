using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Tests.Fakes;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Reconciling;

public sealed class AgentLoopTests
{
    private static readonly EdgeKey OneToTwo = new("eth1", EdgeDirection.Ingress, "eth2");
    private static readonly EdgeKey OneToThree = new("eth1", EdgeDirection.Ingress, "eth3");
    private static readonly MirrorSession Session = Ask.Session("a", ["eth1"], ["eth2"]);

    [Fact]
    public void A_spec_is_programmed_and_reported()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));

        rig.Want(Session);

        Eventually.True(() => rig.Source.Reported is not null, "a report");
        Assert.Equal([OneToTwo], rig.Datapath.Keys);
        Assert.Equal(7, rig.Source.Reported!.ObservedGeneration);
        Assert.Equal(ProgrammedState.Programmed, rig.Source.Reported.Sessions[0].State);
        Assert.Equal("tcx", rig.Source.Reported.Kernel.AttachMode);
    }

    [Fact]
    public async Task Nothing_is_applied_or_renewed_before_the_first_spec()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));

        rig.Links.Become(Nic.Table("eth1", "eth2", "eth3"));
        // The loop has run since, or it could not have answered.
        Assert.Empty(await rig.Loop.Ask(d => d.ReadCounters()));

        Assert.Equal((0, 0), (rig.Datapath.Applies, rig.Datapath.Heartbeats));
        Assert.Null(rig.State.View);
    }

    [Fact]
    public void A_NIC_that_comes_is_programmed_and_one_that_goes_is_waited_for()
    {
        using var rig = new LoopRig(Nic.Table("eth1"));
        rig.Want(Session);
        Eventually.True(() => rig.Source.Reported?.Sessions[0].State == ProgrammedState.Pending, "pending");

        rig.Links.Become(Nic.Table("eth1", "eth2"));
        Eventually.True(() => rig.Source.Reported?.Sessions[0].State == ProgrammedState.Programmed, "programmed");
        Assert.Equal([OneToTwo], rig.Datapath.Keys);

        rig.Links.Become(Nic.Table("eth1"));
        Eventually.True(() => rig.Source.Reported?.Sessions[0].State == ProgrammedState.Pending, "pending again");
        Assert.Empty(rig.Datapath.Keys);
    }

    [Fact]
    public void A_NIC_that_comes_back_under_its_name_is_programmed_with_its_new_index()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");

        rig.Links.Become(new([Nic.Of("eth1", 2), Nic.Of("eth2", 99)]));

        Eventually.Equal(99, () => rig.Datapath.Edges[0].TargetIndex);
    }

    [Fact]
    public void One_failing_edge_disturbs_no_other_and_is_tried_again()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2", "eth3"));
        rig.Datapath.Refusals[OneToTwo] = Reasons.ProgramFailed;

        rig.Want(Session with { Targets = [.. Session.Targets, new() { Name = "t", Interface = "eth3" }] });

        Eventually.True(() => rig.Source.Reported?.Sessions[0].State == ProgrammedState.Failed, "failed");
        Assert.Equal([OneToThree], rig.Datapath.Keys);
        Assert.Equal("refused by the test", rig.Source.Reported!.Sessions[0].Message);

        rig.Datapath.Refusals.Clear();
        Eventually.True(() => rig.Source.Reported.Sessions[0].State == ProgrammedState.Programmed, "mended without an event");
    }

    [Fact]
    public void A_pass_that_throws_keeps_what_is_there_and_is_tried_again()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");

        rig.Datapath.Failure = new IOException("the kernel has a cold");
        rig.Want(Session with { Mirror = "b" });
        Eventually.Equal("the kernel has a cold", () => rig.State.Error);
        Assert.Equal("a", rig.State.View!.Status.Sessions[0].Mirror);

        rig.Datapath.Failure = null;
        Eventually.Equal(null, () => rig.State.Error);
        Eventually.Equal("b", () => rig.State.View?.Status.Sessions[0].Mirror);
    }

    [Fact]
    public void The_deadline_is_renewed_while_the_agent_lives()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));
        rig.Want(Session);

        Eventually.True(() => rig.Datapath.Heartbeats >= 3, "three heartbeats");

        Assert.Equal(TimeSpan.FromSeconds(60), rig.Datapath.TimeToLive);
    }

    [Fact]
    public void The_resync_finds_what_nobody_told()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { Resync = TimeSpan.FromMilliseconds(20) });
        rig.Want(Session);

        Eventually.True(() => rig.Datapath.Applies >= 3, "three passes");
    }

    [Fact]
    public void An_edge_that_the_breaker_holds_is_said_at_once()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { Heartbeat = TimeSpan.FromMilliseconds(10), Resync = TimeSpan.FromHours(1) });
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");

        rig.Datapath.Break(OneToTwo);

        Eventually.Equal(Reasons.LoopDetected, () => rig.Source.Reported?.Sessions[0].Reason);
    }

    [Fact]
    public void An_edge_whose_loop_is_gone_is_programmed_again_without_an_event()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { Heartbeat = TimeSpan.FromMilliseconds(10), Resync = TimeSpan.FromHours(1) });
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");
        rig.Datapath.Break(OneToTwo);
        Eventually.Equal(Reasons.LoopDetected, () => rig.Source.Reported?.Sessions[0].Reason);

        rig.Datapath.Break();

        Eventually.Equal<ProgrammedState?>(ProgrammedState.Programmed, () => rig.Source.Reported?.Sessions[0].State);
    }

    [Fact]
    public void An_alarm_has_the_suspicion_looked_into_before_the_next_heartbeat()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { Heartbeat = TimeSpan.FromHours(1), Resync = TimeSpan.FromHours(1) });
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Heartbeats == 1, "programmed");
        var before = rig.Datapath.Examinations;

        rig.Datapath.Break(OneToTwo);
        rig.Datapath.Alarmed!();

        Eventually.Equal(Reasons.LoopDetected, () => rig.Source.Reported?.Sessions[0].Reason);
        Assert.True(rig.Datapath.Examinations > before);
    }

    [Fact]
    public void An_edge_that_loses_copies_to_the_budget_is_said_at_once()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2", "eth3"), AgentLoopOptions.Default with { Heartbeat = TimeSpan.FromMilliseconds(10), Resync = TimeSpan.FromHours(1) });
        rig.Want(Ask.Session("a", ["eth1"], ["eth2", "eth3"]));
        Eventually.True(() => rig.Source.Reported?.Sessions[0].State == ProgrammedState.Programmed, "programmed");
        Assert.All(rig.Source.Reported!.Sessions[0].Edges, e => Assert.False(e.Shedding));

        rig.Datapath.Pass(OneToThree, seen: 100, dropped: 3);
        rig.Datapath.Vitals = new(new(0.2, TimeSpan.FromSeconds(1), IsShedding: true, 0, 500, 0), []);

        Eventually.True(() => rig.Source.Reported.Sessions[0].Edges.Any(e => e.Shedding), "shedding");
        Assert.Equal([("eth2", false), ("eth3", true)], rig.Source.Reported.Sessions[0].Edges.Select(e => (e.Target, e.Shedding)));
        Assert.Equal(ProgrammedState.Programmed, rig.Source.Reported.Sessions[0].State);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void An_orderly_end_keeps_or_stops(bool stop, int edges)
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { StopOnExit = stop });
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");

        rig.Stop();

        Assert.Equal(edges, rig.Datapath.Keys.Count);
    }

    /// <summary>An alarm before there is anything to program asks for a pass that is not possible yet: the loop waits instead of spinning.</summary>
    [Fact]
    public async Task An_alarm_before_the_first_spec_leaves_the_loop_at_rest()
    {
        var clock = new CountingClock();
        // In the first turn a beat is due, which renews nothing without a spec: the alarm is heard all the same.
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { Heartbeat = TimeSpan.FromHours(1) }, clock, datapath =>
        {
            datapath.Break(OneToTwo);
            datapath.Alarmed!();
        });
        Eventually.True(() => rig.Datapath.Examinations > 0, "it has looked");

        var before = clock.Asked;
        for (var i = 0; i < 50; i++)
        {
            await rig.Loop.Ask(d => d.ReadVitals());
        }

        // An iteration reads the clock about five times; a spinning loop would do so thousands of times meanwhile.
        Assert.InRange(clock.Asked - before, 0, 50 * 20);
    }

    [Fact]
    public async Task A_question_that_the_kernel_refuses_harms_only_its_asker()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));

        await Assert.ThrowsAsync<KernelException>(() => rig.Loop.Ask<int>(_ => throw new KernelException(Errno.EAGAIN, "read")));

        Assert.Empty(await rig.Loop.Ask(d => d.ReadCounters()));
    }

    public static TheoryData<Exception> Passing => [new KernelException(Errno.EBUSY, "attach"), new LimitException("full"), new IOException("full"), new InsufficientMemoryException(),
        // As a sort reports it.
        new InvalidOperationException("Failed to compare two elements in the array.", new InsufficientMemoryException())];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public void What_may_pass_does_not_end_the_loop(Exception failure)
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));
        rig.Datapath.Failure = failure;
        rig.Want(Session);
        Eventually.Equal(failure.Message, () => rig.State.Error);
        Assert.False(rig.Loop.Ended.IsCompleted);

        rig.Datapath.Failure = null;
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");
    }

    [Fact]
    public async Task A_bug_ends_the_loop_and_takes_nothing_out_of_the_kernel()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"), AgentLoopOptions.Default with { StopOnExit = true });
        rig.Want(Session);
        Eventually.True(() => rig.Datapath.Keys.Count == 1, "programmed");

        rig.Datapath.Failure = new InvalidOperationException("a filter is missing");
        rig.Want(Session with { Mirror = "b" });

        Assert.Same(rig.Datapath.Failure, await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Loop.Ended));
        Assert.Equal([OneToTwo], rig.Datapath.Keys);
    }

    [Fact]
    public async Task A_bug_in_a_question_ends_the_loop_as_well()
    {
        using var rig = new LoopRig(Nic.Table("eth1", "eth2"));

        await Assert.ThrowsAsync<DivideByZeroException>(() => rig.Loop.Ask<int>(_ => throw new DivideByZeroException()));

        await Assert.ThrowsAsync<DivideByZeroException>(() => rig.Loop.Ended);
    }

    [Fact]
    public async Task A_loop_that_is_told_to_stop_ends_well()
    {
        var rig = new LoopRig(Nic.Table("eth1", "eth2"));
        rig.Dispose();

        await rig.Loop.Ended;
    }

    private sealed class CountingClock : TimeProvider
    {
        private long asked;

        public long Asked => Interlocked.Read(ref asked);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref asked);
            return base.GetTimestamp();
        }
    }
}
