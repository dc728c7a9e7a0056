using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>The source program alone, by BPF_PROG_TEST_RUN: fixtures of frames in, verdict and counters out.</summary>
public sealed class SourceProgramTests
{
    private const uint Next = uint.MaxValue; // TCX_NEXT, -1

    [KernelFact]
    public void The_verdict_is_next_and_the_frame_and_its_mark_are_as_before()
    {
        using var programs = new LoadedPrograms();
        var frame = Frames.Tcp(100);
        var result = programs.Receive(frame, new SkbContext { Mark = 0xdeadbeef, Priority = 3 });
        Assert.Equal(Next, result.ReturnValue);
        Assert.Equal(frame, result.Packet);
        Assert.Equal(0xdeadbeef, BitConverter.ToUInt32(result.Context, 8));
        Assert.Equal(3U, BitConverter.ToUInt32(result.Context, 32));
    }

    [KernelFact]
    public void A_frame_counts_once_with_its_length()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.Tcp(1000));
        Assert.Equal(new Tally(1, 14 + 20 + 20 + 1000), programs.Counters().Seen);
    }

    [KernelTheory]
    [InlineData(3000, 1000, 3)]
    [InlineData(3001, 1000, 4)]
    [InlineData(999, 1000, 1)]
    public void A_super_packet_counts_as_its_frames_with_the_headers_each_repeats(int payload, int size, int frames)
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.Tcp(payload), new SkbContext { GsoSize = (uint)size });
        Assert.Equal(new Tally((ulong)frames, (ulong)(payload + (frames * 54))), programs.Counters().Seen);
    }

    [KernelFact]
    public void Ipv6_extension_headers_are_headers_that_each_frame_repeats()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.TcpOverIpv6WithOptions(3000), new SkbContext { GsoSize = 1000 });
        Assert.Equal(new Tally(3, 3000 + (3 * (14 + 40 + 8 + 8 + 20))), programs.Counters().Seen);
    }

    [KernelFact]
    public void In_band_vlan_tags_are_headers_too()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.Tagged(Frames.Tcp(2000), 100, 200), new SkbContext { GsoSize = 1000 });
        Assert.Equal(new Tally(2, 2000 + (2 * (14 + 8 + 40))), programs.Counters().Seen);
    }

    [KernelFact]
    public void Past_the_deadline_nothing_is_cloned()
    {
        using var programs = new LoadedPrograms();
        programs.SetConfig(deadlineNs: 1, CreditKeeper.Limit);
        programs.Receive(Frames.Tcp(100));
        Assert.Equal(1UL, programs.Counters().Dropped[(int)DropReason.Expired].Frames);
    }

    [KernelFact]
    public void Without_credit_the_copy_is_refused_and_counted()
    {
        using var programs = new LoadedPrograms();
        programs.SetConfig(ulong.MaxValue, credit: 2);
        programs.Receive(Frames.Tcp(3000), new SkbContext { GsoSize = 1000 });
        var (seen, dropped) = programs.Counters();
        Assert.Equal(seen, dropped[(int)DropReason.StageFull]);
        Assert.Equal(3UL, seen.Frames);
        Assert.Equal(0UL, programs.Loader.Maps.Credit.Lookup(0).Staged);
    }

    [KernelFact]
    public void A_clone_that_fails_is_counted_and_its_credit_given_back()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.Tcp(100));
        var (seen, dropped) = programs.Counters();
        Assert.Equal(seen, dropped[(int)DropReason.CloneFailed]);
        Assert.Equal(0UL, programs.Loader.Maps.Credit.Lookup(0).Staged);
    }

    [KernelFact]
    public void A_nic_that_is_no_source_is_left_alone()
    {
        using var programs = new LoadedPrograms();
        programs.Loader.Maps.Sources.Delete(new() { IfIndex = 1, Direction = 0 });
        Assert.Equal(Next, programs.Receive(Frames.Tcp(100)).ReturnValue);
        Assert.Equal(default, programs.Counters().Seen);
    }

    [KernelFact]
    public void The_two_directions_are_counted_apart()
    {
        using var programs = new LoadedPrograms();
        programs.Loader.Egress.TestRun(Frames.Tcp(100), default(SkbContext));
        Assert.Equal(default, programs.Counters().Seen);
        Assert.Equal(1UL, programs.Counters(LoadedPrograms.Group + 1).Seen.Frames);
    }
}
