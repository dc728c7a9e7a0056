using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Traffic.Pairs;

/// <summary>A frame, or a super-packet, at the mirrored NIC.</summary>
/// <param name="Bytes">As one frame, with its checksum.</param>
/// <param name="Segment">For a super-packet: bytes of payload in each of its frames; otherwise 0.</param>
/// <param name="IsReceived">True if the NIC receives it, false if it sends it.</param>
/// <param name="IsLaterFragment">It must not overtake the first one.</param>
internal sealed record SentFrame(byte[] Bytes, int Segment, bool IsReceived, bool IsLaterFragment = false)
{
    /// <summary>Its frames on the wire.</summary>
    public IReadOnlyList<byte[]> OnTheWire { get; } = Segment == 0 ? [Bytes] : SuperPacket.Segments(Bytes, Segment);

    /// <summary>What a target gets that cuts super-packets itself.</summary>
    public IReadOnlyList<byte[]> Whole { get; } = [Segment == 0 ? Bytes : SuperPacket.Unfinished(Bytes)];

    /// <summary>Frames and bytes on the wire.</summary>
    public Tally Wire => new((ulong)OnTheWire.Count, (ulong)OnTheWire.Sum(f => f.Length));

    public void Send(FrameSender sender)
    {
        if (Segment == 0)
        {
            sender.Send(Bytes);
        }
        else
        {
            sender.SendSuper(Bytes, Segment);
        }
    }
}
