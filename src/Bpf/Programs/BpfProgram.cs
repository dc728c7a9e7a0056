using K8sMirror.Bpf.Interop;

namespace K8sMirror.Bpf.Programs;

/// <summary>A loaded program; owns the descriptor.</summary>
public sealed unsafe class BpfProgram : IDisposable
{
    /// <summary>Takes over <paramref name="handle"/>.</summary>
    /// <exception cref="KernelException">It is not a program.</exception>
    public BpfProgram(KernelHandle handle)
    {
        Handle = handle;
        var program = Describe();
        Id = program.Id;
        Name = BpfSystemCall.NameOf(new(program.Name, 16));
        Tag = Convert.ToHexStringLower(new ReadOnlySpan<byte>(program.Tag, 8));
        VerifiedInstructions = program.VerifiedInsns;
    }

    /// <summary>The descriptor.</summary>
    public KernelHandle Handle { get; }

    /// <summary>The kernel's id, unique until reboot.</summary>
    public uint Id { get; }

    /// <summary>The C function's name, cut to 15 bytes.</summary>
    public string Name { get; }

    /// <summary>Hash of its instructions, 16 hexadecimal digits; two builds of the same code share it.</summary>
    public string Tag { get; }

    /// <summary>Instructions that the verifier processed (its limit is 1,000,000); 0 before Linux 5.16.</summary>
    public uint VerifiedInstructions { get; }

    /// <summary>Opens a pinned program.</summary>
    /// <exception cref="KernelException">ENOENT: nothing is pinned there.</exception>
    public static BpfProgram OpenPinned(string path) => new(BpfSystemCall.OpenPinned(path));

    /// <summary>Opens a pinned program; null if nothing is pinned there.</summary>
    public static BpfProgram? TryOpenPinned(string path) => BpfSystemCall.TryOpenPinned(path) is { } handle ? new(handle) : null;

    /// <summary>Opens a program by its id; null if it is gone. Needs CAP_SYS_ADMIN.</summary>
    public static BpfProgram? TryOpenById(uint id) =>
        BpfSystemCall.TryOpenById(BpfCommand.ProgramById, id, $"open program {id}") is { } handle ? new(handle) : null;

    /// <summary>Its runs and run time so far; counted only while a <see cref="RunStatistics"/> is held.</summary>
    public ProgramRuns ReadRuns()
    {
        var program = Describe();
        return new(program.RunCnt, TimeSpan.FromTicks((long)(program.RunTimeNs / 100)), program.RunTimeNs, program.RecursionMisses);
    }

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => BpfSystemCall.Pin(Handle, path);

    /// <summary>Runs it on one packet (BPF_PROG_TEST_RUN); side effects such as map updates and redirects are real.</summary>
    /// <exception cref="KernelException">EINVAL: this kernel refuses the context or packet.</exception>
    public TestRunResult TestRun(ReadOnlySpan<byte> packet, int repeat = 1) => TestRuns.Run<byte>(this, packet, default, hasContext: false, repeat);

    /// <summary>The same with a context: <see cref="SkbContext"/> or <see cref="XdpContext"/>.</summary>
    public TestRunResult TestRun<TContext>(ReadOnlySpan<byte> packet, TContext context, int repeat = 1)
        where TContext : unmanaged => TestRuns.Run(this, packet, context, hasContext: true, repeat);

    /// <summary>
    /// Executes an XDP program's verdicts on real frames (BPF_F_TEST_XDP_LIVE_FRAMES, Linux 5.18), as a traffic generator. The frame's
    /// bytes are written only once per page; a program may edit them.
    /// </summary>
    /// <param name="frame">Each frame, from the Ethernet header.</param>
    /// <param name="frames">How many.</param>
    /// <param name="ingressIndex">Interface from which they appear to come (<c>ctx->ingress_ifindex</c>).</param>
    /// <param name="batchSize">Frames per softirq, at most 256.</param>
    public void SendLive(ReadOnlySpan<byte> frame, int frames, int ingressIndex, int batchSize = 64) =>
        TestRuns.RunLive(this, frame, frames, ingressIndex, batchSize);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private ProgramDescription Describe() => BpfSystemCall.Describe<ProgramDescription>(Handle, "describe a program");
}
