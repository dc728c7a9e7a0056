using K8sMirror.Bpf.Interop;
using Tmds.Linux;

namespace K8sMirror.Bpf.Programs;

/// <summary>BPF_PROG_TEST_RUN.</summary>
internal static unsafe class TestRuns
{
    private const uint LiveFrames = 2;

    // A program may grow the packet, for example with tunnel headers.
    private const int Headroom = 512;

    public static TestRunResult Run<TContext>(BpfProgram program, ReadOnlySpan<byte> packet, TContext context, bool hasContext, int repeat)
        where TContext : unmanaged
    {
        var packetOut = new byte[packet.Length + Headroom];
        var contextOut = new byte[hasContext ? sizeof(TContext) : 0];
        fixed (byte* dataIn = packet, dataOut = packetOut, ctxOut = contextOut)
        {
            var attributes = new TestRunAttributes
            {
                DataIn = (nint)dataIn,
                DataSizeIn = (uint)packet.Length,
                DataOut = (nint)dataOut,
                DataSizeOut = (uint)packetOut.Length,
                Repeat = (uint)repeat,
            };
            if (hasContext)
            {
                attributes.CtxIn = (nint)(&context);
                attributes.CtxSizeIn = (uint)sizeof(TContext);
                attributes.CtxOut = (nint)ctxOut;
                attributes.CtxSizeOut = (uint)sizeof(TContext);
            }
            Run(program, ref attributes);
            var size = Math.Min((int)attributes.DataSizeOut, packetOut.Length);
            return new(attributes.Retval, packetOut[..size], contextOut, attributes.Duration);
        }
    }

    public static void RunLive(BpfProgram program, ReadOnlySpan<byte> frame, int frames, int ingressIndex, int batchSize)
    {
        var context = new XdpContext { DataEnd = (uint)frame.Length, IngressIfindex = (uint)ingressIndex };
        fixed (byte* dataIn = frame)
        {
            var attributes = new TestRunAttributes
            {
                DataIn = (nint)dataIn,
                DataSizeIn = (uint)frame.Length,
                CtxIn = (nint)(&context),
                CtxSizeIn = (uint)sizeof(XdpContext),
                Repeat = (uint)frames,
                Flags = LiveFrames,
                BatchSize = (uint)batchSize,
            };
            Run(program, ref attributes);
        }
    }

    // A signal (the runtime uses some) would end a repeated run with EINTR at an unknown point: block them meanwhile.
    private static void Run(BpfProgram program, ref TestRunAttributes attributes)
    {
        const int Block = 0;
        const int Restore = 2;
        sigset_t all = default;
        sigset_t before = default;
        _ = LibC.sigfillset(&all);
        using var use = program.Handle.Use();
        attributes.ProgFd = use.Descriptor;
        _ = UndeclaredCalls.pthread_sigmask(Block, &all, &before);
        var result = BpfSystemCall.Try(BpfCommand.TestRun, ref attributes);
        _ = UndeclaredCalls.pthread_sigmask(Restore, &before, null);
        if (result < 0)
        {
            throw new KernelException(-result, $"test-run the program {program.Name}");
        }
    }
}
