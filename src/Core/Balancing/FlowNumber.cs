using System.Buffers.Binary;
using System.Net;

namespace K8sMirror.Core.Balancing;

/// <summary>The number of a conversation, as k8sm_flow_of of bpf/headers.h computes it: the same in both directions and on every node.</summary>
public static class FlowNumber
{
    /// <summary>The number for packets with an IP header.</summary>
    /// <param name="from">One end.</param>
    /// <param name="fromPort">Its port; 0 if the protocol is not TCP, UDP or SCTP.</param>
    /// <param name="to">The other end, of the same family.</param>
    /// <param name="toPort">Its port.</param>
    /// <param name="protocol">Number of the protocol that IP carries.</param>
    public static uint Of(IPAddress from, ushort fromPort, IPAddress to, ushort toPort, byte protocol) =>
        unchecked((uint)(Stir(Stir(End(from, fromPort) + End(to, toPort)) + protocol) >> 32));

    /// <summary>The number for packets that are not IP.</summary>
    /// <param name="fromMac">The 48 bits of one MAC address.</param>
    /// <param name="toMac">Those of the other.</param>
    public static uint Of(ulong fromMac, ulong toMac) => unchecked((uint)(Stir(Stir(fromMac) + Stir(toMac)) >> 32));

    /// <summary>The bucket of a <see cref="BalanceTable"/>: the lowest bits, since sampling by conversation compares the upper ones.</summary>
    public static int BucketOf(uint number) => (int)(number % BalanceTable.Buckets);

    private static ulong End(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        var (high, low) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        // An IPv4 address is in the upper 32 bits, as it is there.
        return unchecked(Stir(Stir(Stir(high + port) + low)));
    }

    private static ulong Stir(ulong hash)
    {
        hash = unchecked(hash * 0xff51afd7ed558ccd);
        return hash ^ (hash >> 32);
    }
}
