using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Tests.Programs;

/// <summary>struct tally of probe.bpf.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TallyValue
{
    public ulong Frames;
    public uint Bytes;
    public uint Pad;

    public static TallyValue Add(TallyValue a, TallyValue b) => new() { Frames = a.Frames + b.Frames, Bytes = a.Bytes + b.Bytes };
}
