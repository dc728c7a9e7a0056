using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_tally</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TallyValue
{
    public ulong Frames;
    public ulong Bytes;

    public readonly Tally ToTally() => new(Frames, Bytes);

    public static TallyValue From(Tally tally) => new() { Frames = tally.Frames, Bytes = tally.Bytes };
}
