using System.Runtime.InteropServices;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;
using Tmds.Linux;

namespace K8sMirror.Testing;

/// <summary>
/// Captures what an interface receives, through a memory-mapped ring (TPACKET_V3), and counts what it missed.
/// </summary>
public sealed unsafe class FrameCapture : IDisposable
{
    private const int BlockSize = 1 << 18;
    private readonly KernelHandle socket;
    private readonly nint ring;
    private readonly int blocks;
    private readonly Action<CapturedFrame> take;
    private readonly List<CapturedFrame> frames = [];
    private readonly Thread thread;
    private volatile bool stopping;
    private volatile Exception? failure;
    private long taken;
    private long arrived;
    private long dropped;

    /// <summary>Starts; frames that arrive from now on are captured.</summary>
    /// <param name="ns">Namespace of the interface.</param>
    /// <param name="interfaceName">Interface whose received frames are captured.</param>
    /// <param name="handler">Called with each frame on the capture's thread; null to keep them (<see cref="Frames"/>).</param>
    /// <param name="bufferBytes">Buffer for frames that the handler has not taken yet.</param>
    /// <param name="retireMilliseconds">
    /// The kernel hands over a part of the ring after this time, even with only one frame in it: a longer time delays frames, but tolerates longer
    /// pauses of this process.
    /// </param>
    public FrameCapture(
        TestNetNs ns, string interfaceName, Action<CapturedFrame>? handler = null, int bufferBytes = 16 << 20, int retireMilliseconds = 2)
    {
        take = handler ?? Keep;
        blocks = Math.Max(bufferBytes / BlockSize, 2);
        socket = ns.Run(PacketSocket.Open);
        PacketSocket.Set(socket, PacketSocket.PACKET_VERSION, 2);
        PacketSocket.Set(socket, PacketSocket.PACKET_IGNORE_OUTGOING, 1);
        PacketSocket.Set(socket, PacketSocket.PACKET_RX_RING, new RingRequest
        {
            BlockSize = BlockSize,
            Blocks = (uint)blocks,
            FrameSize = BlockSize,
            Frames = (uint)blocks,
            RetireMilliseconds = (uint)retireMilliseconds,
        });
        using var use = socket.Use();
        ring = (nint)LibC.mmap(null, blocks * BlockSize, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, use.Descriptor, 0);
        if (ring == -1)
        {
            throw KernelException.Last("map a capture ring");
        }
        PacketSocket.Bind(socket, ns.Link(interfaceName).Index, receive: true);
        thread = new Thread(Capture) { IsBackground = true, Name = $"capture {interfaceName}" };
        thread.Start();
    }

    /// <summary>Frames kept so far.</summary>
    public IReadOnlyList<CapturedFrame> Frames
    {
        get
        {
            lock (frames)
            {
                return [.. frames];
            }
        }
    }

    /// <summary>Frames taken so far.</summary>
    public long Count => Interlocked.Read(ref taken);

    /// <summary>Frames that the capture itself missed: a test must check that this is 0 before it draws conclusions.</summary>
    public long Drops
    {
        get
        {
            ReadStatistics();
            return dropped;
        }
    }

    /// <summary>Waits until at least <paramref name="count"/> frames are taken, and returns those kept.</summary>
    public IReadOnlyList<CapturedFrame> WaitFor(long count, TimeSpan? patience = null)
    {
        Eventually.True(() => failure is not null || Count >= count, () => $"{count} frames; there are {Count}", patience);
        return Settle();
    }

    /// <summary>Takes all that have arrived so far, and returns those kept.</summary>
    public IReadOnlyList<CapturedFrame> Settle()
    {
        ReadStatistics();
        var until = arrived - dropped;
        Eventually.True(() => failure is not null || Count >= until, $"{until} arrived frames are taken");
        return failure is { } exception ? throw new InvalidOperationException("The capture's handler failed.", exception) : Frames;
    }

    public void Dispose()
    {
        stopping = true;
        thread.Join();
        _ = LibC.munmap((void*)ring, blocks * BlockSize);
        socket.Dispose();
    }

    private void Keep(CapturedFrame frame)
    {
        lock (frames)
        {
            frames.Add(frame);
        }
    }

    // Reading resets the kernel's counters.
    private void ReadStatistics()
    {
        lock (socket)
        {
            using var use = socket.Use();
            var numbers = stackalloc uint[3];
            socklen_t size = 12;
            if (LibC.getsockopt(use.Descriptor, PacketSocket.SOL_PACKET, PacketSocket.PACKET_STATISTICS, numbers, &size) != 0)
            {
                throw KernelException.Last("read a capture's statistics");
            }
            arrived += numbers[0];
            dropped += numbers[1];
        }
    }

    private void Capture()
    {
        try
        {
            using var use = socket.Use();
            for (var block = 0; !stopping; block = (block + 1) % blocks)
            {
                var descriptor = (byte*)ring + ((long)block * BlockSize);
                ref var status = ref *(uint*)(descriptor + CaptureBlock.Status);
                while ((Volatile.Read(ref status) & 1) == 0)
                {
                    var entry = new pollfd { fd = use.Descriptor, events = LibC.POLLIN };
                    if (LibC.poll(&entry, 1, 50) == 0 && stopping)
                    {
                        return;
                    }
                }
                foreach (var frame in CaptureBlock.Frames(descriptor))
                {
                    take(frame);
                    Interlocked.Increment(ref taken);
                }
                Volatile.Write(ref status, 0);
            }
        }
#pragma warning disable CA1031 // Settle rethrows it to the test.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }
    }

    /// <summary>struct tpacket_req3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RingRequest
    {
        public uint BlockSize;
        public uint Blocks;
        public uint FrameSize;
        public uint Frames;
        public uint RetireMilliseconds;
        public uint PrivateSize;
        public uint Features;
    }
}
