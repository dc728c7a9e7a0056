using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath.Counters;

/// <summary>Frames and bytes, as they would be on the wire without FCS (a super-packet counts as the frames it stands for).</summary>
/// <param name="Frames">Frames.</param>
/// <param name="Bytes">Bytes with Ethernet header.</param>
public readonly record struct Tally(ulong Frames, ulong Bytes)
{
    /// <summary>As the datapath has it.</summary>
    internal static Tally Of(in TallyValue value) => new(value.Frames, value.Bytes);

    /// <summary>Adds.</summary>
    public static Tally operator +(Tally a, Tally b) => new(a.Frames + b.Frames, a.Bytes + b.Bytes);

    /// <summary>Adds.</summary>
    public static Tally Add(Tally left, Tally right) => left + right;
}
