using K8sMirror.Bpf.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Programs;

public sealed class BpfProgramTests
{
    [KernelFact]
    public void It_says_who_it_is()
    {
        using var loaded = ProbeObject.Load();
        using var program = loaded.Program("count_next");
        using var again = BpfProgram.TryOpenById(program.Id);

        Assert.Equal("count_next", program.Name);
        Assert.Equal(16, program.Tag.Length);
        Assert.Equal(program.Tag, again?.Tag);
        Assert.True(program.VerifiedInstructions > 5);
        Assert.Null(BpfProgram.TryOpenById(uint.MaxValue - 1));
    }

    [KernelFact]
    public void A_test_run_takes_and_returns_the_context()
    {
        using var loaded = ProbeObject.Load();
        using var program = loaded.Program("mark_it");

        var result = program.TestRun(new byte[64], new SkbContext { Mark = 41 });

        Assert.Equal(3u, result.ReturnValue);
        Assert.Equal(42u, BitConverter.ToUInt32(result.Context, 8));
        Assert.Equal(64, result.Packet.Length);
    }

    [KernelFact]
    public void Runs_are_counted_while_statistics_are_on()
    {
        using var loaded = ProbeObject.Load();
        using var program = loaded.Program("count_next");
        using (RunStatistics.Enable())
        {
            program.TestRun(new byte[64], repeat: 100);
        }
        // A test run bypasses the place where the kernel counts; traffic does not (TcxLinkTests).
        Assert.Equal(0ul, program.ReadRuns().RecursionMisses);
    }

    [KernelFact]
    public void A_pinned_program_is_found_again()
    {
        using var pins = new BpfFsMount();
        using var loaded = ProbeObject.Load();
        using var program = loaded.Program("count_next");

        program.Pin(pins.At("p"));

        using var again = BpfProgram.OpenPinned(pins.At("p"));
        Assert.Equal(program.Id, again.Id);
        Assert.Null(BpfProgram.TryOpenPinned(pins.At("q")));
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => BpfProgram.OpenPinned(pins.At("q"))).Errno);
    }
}
