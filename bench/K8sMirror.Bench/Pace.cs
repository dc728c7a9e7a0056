using System.Runtime.InteropServices;

namespace K8sMirror.Bench;

/// <summary><c>struct control</c> of generator.bpf.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Pace
{
    /// <summary>Nanoseconds between batches of <see cref="Generator.Batch"/> frames; 0 for full speed.</summary>
    public ulong IntervalNs;

    public ulong NextNs;

    public ulong WaitedNs;

    public ulong Frames;

    /// <summary>Frames before the clock starts; whole batches.</summary>
    public ulong Skip;

    /// <summary>When the next batch after that started.</summary>
    public ulong FirstNs;

    /// <summary>When the last batch was due: all before it are finished.</summary>
    public ulong LastNs;

    /// <summary>Nanoseconds spent waiting for the next batch until then.</summary>
    public ulong LastWaitedNs;
}
