using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.Datapath.Tests.Pure;

public sealed class BreakerVerdictTests
{
    [Fact]
    public void What_the_datapath_stopped_is_stopped() => Assert.Equal(0b10UL, BreakerVerdict.Stopped(new() { Broken = 0b10 }, 2, isDrained: false));

    [Fact]
    public void Bits_beyond_the_last_edge_say_nothing() => Assert.Equal(0b11UL, BreakerVerdict.Stopped(new() { Broken = ulong.MaxValue }, 2, isDrained: false));

    [Fact]
    public void A_test_that_silenced_the_only_edge_for_good_has_found_its_loop() =>
        Assert.Equal(1UL, BreakerVerdict.Stopped(new() { Testing = ulong.MaxValue, TestNs = 1, TestLengthNs = 1, Strikes = 2, Expected = 32 }, 1, isDrained: true));

    [Fact]
    public void Silence_of_a_stage_that_had_no_cpu_proves_nothing() =>
        Assert.Equal(0UL, BreakerVerdict.Stopped(new() { Testing = 1, TestNs = 1, TestLengthNs = 1, Strikes = 2, Expected = 32 }, 1, isDrained: false));

    [Fact]
    public void A_first_burst_that_ended_is_no_loop_yet() =>
        Assert.Equal(0UL, BreakerVerdict.Stopped(new() { Testing = 1, TestNs = 1, TestLengthNs = 1, Expected = 32 }, 1, isDrained: true));

    [Fact]
    public void A_test_of_several_edges_blames_none_yet() =>
        Assert.Equal(0UL, BreakerVerdict.Stopped(new() { Testing = ulong.MaxValue, TestNs = 1, TestLengthNs = 1, Strikes = 2, Expected = 32 }, 2, isDrained: true));

    [Fact]
    public void A_test_that_runs_has_no_verdict() =>
        Assert.Equal(0UL, BreakerVerdict.Stopped(new() { Testing = 1, TestNs = BreakerVerdict.Now(), TestLengthNs = ulong.MaxValue / 4, Strikes = 2, Expected = 32 }, 1, isDrained: true));

    [Fact]
    public void Repeats_that_went_on_are_no_loop() =>
        Assert.Equal(0UL, BreakerVerdict.Stopped(new() { Testing = 1, TestNs = 1, TestLengthNs = 1, Strikes = 2, Expected = 32, Repeats = 30 }, 1, isDrained: true));

    [Fact]
    public void Names_go_through_the_kernels_form() =>
        Assert.All(["a", "eth0", "fifteen-bytes-x"], name => Assert.Equal(name, NameValue.From(name).ToString()));
}
