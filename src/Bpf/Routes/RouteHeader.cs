using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Routes;

/// <summary>struct rtmsg.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct RouteHeader
{
    [FieldOffset(0)] public byte RtmFamily;
    [FieldOffset(1)] public byte RtmDstLen;
    [FieldOffset(2)] public byte RtmSrcLen;
    [FieldOffset(3)] public byte RtmTos;
    [FieldOffset(4)] public byte RtmTable;
    [FieldOffset(5)] public byte RtmProtocol;
    [FieldOffset(6)] public byte RtmScope;
    [FieldOffset(7)] public byte RtmType;
    [FieldOffset(8)] public uint RtmFlags;
}
