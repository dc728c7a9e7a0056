using System.Buffers.Binary;

namespace K8sMirror.Testing.Filtering;

/// <summary>
/// Which conversations sampling by flow selects. The documentation defines a conversation; its number is defined by the datapath
/// (bpf/conversation.h), the same on every node and in every release, so it is implemented here a second time.
/// </summary>
public static class SamplingReference
{
    /// <summary>True if the packet's conversation is selected.</summary>
    /// <param name="oneIn">One in so many conversations is selected.</param>
    /// <param name="frame">From the destination MAC.</param>
    /// <param name="memory">Ports of first fragments; null if later fragments have no ports.</param>
    public static bool Takes(int oneIn, ReadOnlySpan<byte> frame, FragmentMemory? memory = null) => NumberOf(frame, memory) < (1UL << 32) / (ulong)oneIn;

    private static uint NumberOf(ReadOnlySpan<byte> frame, FragmentMemory? memory)
    {
        var packet = ReferenceHeaders.Read(frame, null, memory);
        if (packet.SourceAddress is null || packet.DestinationAddress is null)
        {
            return (uint)(Stir(Stir(Number(packet.SourceMac!)) + Stir(Number(packet.DestinationMac!))) >> 32);
        }
        var ends = End(packet.SourceAddress, packet.SourcePort) + End(packet.DestinationAddress, packet.DestinationPort);
        return (uint)(Stir(Stir(ends) + (ulong)packet.Protocol!.Value) >> 32);
    }

    private static ulong End(byte[] address, int? port)
    {
        var high = address.Length == 4 ? (ulong)BinaryPrimitives.ReadUInt32BigEndian(address) << 32 : BinaryPrimitives.ReadUInt64BigEndian(address);
        var low = address.Length == 4 ? 0 : BinaryPrimitives.ReadUInt64BigEndian(address.AsSpan(8));
        return Stir(Stir(Stir(high + (ulong)(port ?? 0)) + low));
    }

    private static ulong Stir(ulong hash)
    {
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 32);
    }

    private static ulong Number(byte[] bytes) => bytes.Aggregate(0UL, (number, value) => (number << 8) | value);
}
