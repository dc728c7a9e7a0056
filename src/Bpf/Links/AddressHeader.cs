using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Links;

/// <summary>struct ifaddrmsg.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct AddressHeader
{
    [FieldOffset(0)] public byte IfaFamily;
    [FieldOffset(1)] public byte IfaPrefixlen;
    [FieldOffset(2)] public byte IfaFlags;
    [FieldOffset(3)] public byte IfaScope;
    [FieldOffset(4)] public uint IfaIndex;
}
