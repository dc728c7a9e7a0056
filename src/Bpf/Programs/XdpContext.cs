using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Programs;

/// <summary>struct xdp_md.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct XdpContext
{
    /// <summary>Offset of the packet, after its metadata.</summary>
    [FieldOffset(0)] public uint Data;

    /// <summary>Offset of its end.</summary>
    [FieldOffset(4)] public uint DataEnd;

    /// <summary>Offset of the metadata.</summary>
    [FieldOffset(8)] public uint DataMeta;

    /// <summary>Interface that received it.</summary>
    [FieldOffset(12)] public uint IngressIfindex;

    /// <summary>Receive queue.</summary>
    [FieldOffset(16)] public uint RxQueueIndex;

    /// <summary>Interface that sends it (devmap programs).</summary>
    [FieldOffset(20)] public uint EgressIfindex;
}
