using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Links;

/// <summary>struct ifinfomsg.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LinkHeader
{
    [FieldOffset(0)] public byte IfiFamily;
    [FieldOffset(2)] public ushort IfiType;
    [FieldOffset(4)] public int IfiIndex;
    [FieldOffset(8)] public uint IfiFlags;
    [FieldOffset(12)] public uint IfiChange;
}
