namespace K8sMirror.Testing;

/// <summary>A frame as a sensor sees it.</summary>
/// <param name="Bytes">The whole frame, from the Ethernet header, with the outer VLAN tag in its place on the wire.</param>
/// <param name="ChecksumPending">The kernel has not filled in the transport checksum (TP_STATUS_CSUMNOTREADY): the sensor sees a wrong one.</param>
public sealed record CapturedFrame(byte[] Bytes, bool ChecksumPending)
{
    /// <summary>Bytes on the wire that were not captured; 0 unless the ring's blocks are smaller than the frame.</summary>
    public int Missing { get; init; }

    /// <summary>Its number (<see cref="SequencePayload"/>).</summary>
    public ulong? Sequence => SequencePayload.TryRead(Bytes);
}
