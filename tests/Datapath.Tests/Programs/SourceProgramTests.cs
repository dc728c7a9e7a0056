using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>The source program alone, with BPF_PROG_TEST_RUN: fixtures of frames in, verdict and counters out.</summary>
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

    public static TheoryData<string, byte[]> Tunnels => new()
    {
        { "VXLAN", Frames.InIpv4(17, [.. Frames.Udp, 8, 0, 0, 0, 0, 0, 7, 0], Frames.Tcp(3000)) },
        { "VXLAN, tagged inside", Frames.InIpv4(17, [.. Frames.Udp, 8, 0, 0, 0, 0, 0, 7, 0], Frames.Tagged(Frames.Tcp(3000), 5)) },
        { "Geneve", Frames.InIpv4(17, [.. Frames.Udp, 2, 0, 0x65, 0x58, 0, 0, 7, 0, .. new byte[8]], Frames.Tcp(3000)) },
        { "GRE with a key", Frames.InIpv4(47, [0x20, 0, 0x08, 0, 0, 0, 0, 7], Frames.Packet(Frames.Tcp(3000))) },
        { "GRE tap", Frames.InIpv4(47, [0, 0, 0x65, 0x58], Frames.Tcp(3000)) },
        { "IP in IP", Frames.InIpv4(4, [], Frames.Packet(Frames.Tcp(3000))) },
        { "IPv6 in IP", Frames.InIpv4(41, [], Frames.Packet(Frames.TcpOverIpv6WithOptions(3000))) },
    };

    [KernelTheory]
    [MemberData(nameof(Tunnels))]
    public void A_super_packet_in_a_tunnel_counts_as_the_segments_of_what_is_inside(string name, byte[] frame)
    {
        using var programs = new LoadedPrograms();
        programs.Receive(frame, new SkbContext { GsoSize = 1000, GsoSegs = 3 });
        Assert.Equal((name, new Tally(3, 3000 + (3 * (ulong)(frame.Length - 3000)))), (name, programs.Counters().Seen));
    }

    [KernelFact]
    public void Udp_that_carries_no_tunnel_is_divided_behind_its_own_header()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.InIpv4(17, Frames.Udp, new byte[3000]), new SkbContext { GsoSize = 1000, GsoSegs = 3 });
        programs.Receive(Frames.InIpv4(17, Frames.Udp, new byte[3000]), new SkbContext { GsoSize = 1000 });
        Assert.Equal(new Tally(6, 2 * (3000 + (3 * 42))), programs.Counters().Seen);
    }

    [KernelFact]
    public void A_tunnel_of_another_kind_has_at_least_the_frames_that_its_sender_says()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.InIpv4(17, [.. Frames.Udp, 0xc0, 1, 2, 3], Frames.Tcp(3000)), new SkbContext { GsoSize = 1000, GsoSegs = 3 });
        Assert.Equal(3UL, programs.Counters().Seen.Frames);
    }

    [KernelFact]
    public void Sctp_is_cut_where_its_sender_wants_it()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.InIpv4(132, new byte[12], new byte[2500]), new SkbContext { GsoSize = ushort.MaxValue, GsoSegs = 3 });
        Assert.Equal(new Tally(3, 2500 + (3 * (14 + 20 + 12))), programs.Counters().Seen);
    }

    [KernelFact]
    public void The_length_of_a_jumbo_is_not_on_the_wire()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.JumboTcp(3000), new SkbContext { GsoSize = 1000 });
        Assert.Equal(new Tally(3, 3000 + (3 * (14 + 40 + 20))), programs.Counters().Seen);
    }

    [KernelFact]
    public void Past_the_deadline_nothing_is_cloned()
    {
        using var programs = new LoadedPrograms();
        programs.SetConfig(deadlineNs: 1);
        programs.Receive(Frames.Tcp(100));
        Assert.Equal(1UL, programs.Counters().Dropped[(int)DropReason.Expired].Frames);
    }

    [KernelFact]
    public void What_the_cutter_has_no_room_for_is_refused_and_counted()
    {
        using var programs = new LoadedPrograms();
        programs.SetConfig(cutterLimit: 2);
        programs.Receive(Frames.Tcp(3000), new SkbContext { GsoSize = 1000 });
        var (seen, dropped) = programs.Counters();
        Assert.Equal(seen, dropped[(int)DropReason.CutterFull]);
        Assert.Equal(3UL, seen.Frames);
        Assert.All(programs.Loader.Maps.Cpus.TryLookup(0)!, c => Assert.Equal(0UL, c.CutIn));
    }

    [KernelFact]
    public void Without_a_cutter_nothing_is_copied_and_that_is_counted()
    {
        using var programs = new LoadedPrograms();
        programs.SetConfig(hasCutter: false);
        programs.Receive(Frames.Tcp(3000), new SkbContext { GsoSize = 1000 });
        var (seen, dropped) = programs.Counters();
        Assert.Equal(seen, dropped[(int)DropReason.CloneFailed]);
        Assert.All(programs.Loader.Maps.Cpus.TryLookup(0)!, c => Assert.Equal(0UL, c.CutIn));
    }

    [KernelFact]
    public void A_plain_frame_needs_no_cutter()
    {
        using var programs = new LoadedPrograms();
        programs.Receive(Frames.Tcp(100));
        var (seen, dropped) = programs.Counters();
        Assert.Equal(seen, dropped[(int)DropReason.TargetGone]);
    }

    [KernelFact]
    public void Beyond_the_budget_copies_are_refused_before_the_clone()
    {
        using var programs = new LoadedPrograms();
        programs.SetConfig(charge: uint.MaxValue);
        programs.Receive(Frames.Tcp(100));
        programs.Loader.Maps.Cpus.Update(0, new CpuValue { Tokens = -1_000_000_000, RefilledNs = MonotonicClock.NowNs() });
        programs.Receive(Frames.Tcp(100));
        var (seen, dropped) = programs.Counters();
        Assert.Equal(2UL, seen.Frames);
        Assert.Equal(1UL, dropped[(int)DropReason.Budget].Frames);
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
