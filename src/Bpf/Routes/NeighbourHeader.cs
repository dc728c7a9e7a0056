using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Routes;

/// <summary>struct ndmsg.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct NeighbourHeader
{
    [FieldOffset(0)] public byte NdmFamily;
    [FieldOffset(4)] public int NdmIfindex;
    [FieldOffset(8)] public ushort NdmState;
    [FieldOffset(10)] public byte NdmFlags;
    [FieldOffset(11)] public byte NdmType;
}
