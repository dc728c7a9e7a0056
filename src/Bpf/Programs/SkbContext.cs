using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Programs;

/// <summary>
/// struct __sk_buff, input and output of a test run. The kernel lets you set only these: mark, priority, ingress and
/// own interface, cb, tstamp, wire_len, gso_segs, gso_size, hwtstamp.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
public unsafe struct SkbContext
{
    /// <summary>Packet length.</summary>
    [FieldOffset(0)] public uint Len;

    /// <summary>PACKET_HOST and so on.</summary>
    [FieldOffset(4)] public uint PktType;

    /// <summary>The mark.</summary>
    [FieldOffset(8)] public uint Mark;

    /// <summary>Queue.</summary>
    [FieldOffset(12)] public uint QueueMapping;

    /// <summary>EtherType, network order.</summary>
    [FieldOffset(16)] public uint Protocol;

    /// <summary>1 if there is a tag in <see cref="VlanTci"/>.</summary>
    [FieldOffset(20)] public uint VlanPresent;

    /// <summary>The tag that is not in the packet's bytes.</summary>
    [FieldOffset(24)] public uint VlanTci;

    /// <summary>Its EtherType, network order.</summary>
    [FieldOffset(28)] public uint VlanProto;

    /// <summary>Priority.</summary>
    [FieldOffset(32)] public uint Priority;

    /// <summary>skb_iif.</summary>
    [FieldOffset(36)] public uint IngressIfindex;

    /// <summary>Interface.</summary>
    [FieldOffset(40)] public uint Ifindex;

    /// <summary>tc_index.</summary>
    [FieldOffset(44)] public uint TcIndex;

    /// <summary>Control buffer, five words.</summary>
    [FieldOffset(48)] public fixed uint Cb[5];

    /// <summary>Flow hash.</summary>
    [FieldOffset(68)] public uint Hash;

    /// <summary>Class.</summary>
    [FieldOffset(72)] public uint TcClassid;

    /// <summary>Time stamp, nanoseconds.</summary>
    [FieldOffset(152)] public ulong Tstamp;

    /// <summary>Length on the wire with all segments' headers.</summary>
    [FieldOffset(160)] public uint WireLen;

    /// <summary>Number of segments in a super-packet.</summary>
    [FieldOffset(164)] public uint GsoSegs;

    /// <summary>Payload bytes per segment.</summary>
    [FieldOffset(176)] public uint GsoSize;

    /// <summary>Hardware's time stamp.</summary>
    [FieldOffset(184)] public ulong Hwtstamp;
}
