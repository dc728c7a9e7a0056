using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Interop;

// The parts of union bpf_attr, one struct for each command. Offsets are the kernel's; a test checks them with the C compiler.

[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct MapCreateAttributes
{
    [FieldOffset(0)] public uint MapType;
    [FieldOffset(4)] public uint KeySize;
    [FieldOffset(8)] public uint ValueSize;
    [FieldOffset(12)] public uint MaxEntries;
    [FieldOffset(16)] public uint MapFlags;
    [FieldOffset(20)] public int InnerMapFd;
    [FieldOffset(24)] public uint NumaNode;
    [FieldOffset(28)] public fixed byte MapName[16];
}

[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct MapElementAttributes
{
    [FieldOffset(0)] public int MapFd;
    [FieldOffset(8)] public nint Key;
    [FieldOffset(16)] public nint Value;
    [FieldOffset(24)] public ulong Flags;
}

[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct PinAttributes
{
    [FieldOffset(0)] public nint Pathname;
    [FieldOffset(8)] public int BpfFd;
    [FieldOffset(12)] public uint FileFlags;
}

[StructLayout(LayoutKind.Explicit, Size = 80)]
internal struct TestRunAttributes
{
    [FieldOffset(0)] public int ProgFd;
    [FieldOffset(4)] public uint Retval;
    [FieldOffset(8)] public uint DataSizeIn;
    [FieldOffset(12)] public uint DataSizeOut;
    [FieldOffset(16)] public nint DataIn;
    [FieldOffset(24)] public nint DataOut;
    [FieldOffset(32)] public uint Repeat;
    [FieldOffset(36)] public uint Duration;
    [FieldOffset(40)] public uint CtxSizeIn;
    [FieldOffset(44)] public uint CtxSizeOut;
    [FieldOffset(48)] public nint CtxIn;
    [FieldOffset(56)] public nint CtxOut;
    [FieldOffset(64)] public uint Flags;
    [FieldOffset(68)] public uint Cpu;
    [FieldOffset(72)] public uint BatchSize;
}

[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct ByIdAttributes
{
    [FieldOffset(0)] public uint Id;
    [FieldOffset(4)] public uint NextId;
    [FieldOffset(8)] public uint OpenFlags;
}

[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct DescriptionAttributes
{
    [FieldOffset(0)] public int BpfFd;
    [FieldOffset(4)] public uint InfoLen;
    [FieldOffset(8)] public nint Info;
}

[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct QueryAttributes
{
    [FieldOffset(0)] public uint TargetIfindex;
    [FieldOffset(4)] public uint AttachType;
    [FieldOffset(8)] public uint QueryFlags;
    [FieldOffset(12)] public uint AttachFlags;
    [FieldOffset(16)] public nint ProgIds;
    [FieldOffset(24)] public uint Count;
    [FieldOffset(32)] public nint ProgAttachFlags;
    [FieldOffset(40)] public nint LinkIds;
    [FieldOffset(48)] public nint LinkAttachFlags;
    [FieldOffset(56)] public ulong Revision;
}

[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct LinkCreateAttributes
{
    [FieldOffset(0)] public int ProgFd;
    [FieldOffset(4)] public uint TargetIfindex;
    [FieldOffset(8)] public uint AttachType;
    [FieldOffset(12)] public uint Flags;
    [FieldOffset(16)] public int RelativeFd;
    [FieldOffset(24)] public ulong ExpectedRevision;
}

[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LinkUpdateAttributes
{
    [FieldOffset(0)] public int LinkFd;
    [FieldOffset(4)] public int NewProgFd;
    [FieldOffset(8)] public uint Flags;
    [FieldOffset(12)] public int OldProgFd;
}

[StructLayout(LayoutKind.Explicit, Size = 4)]
internal struct DescriptorAttributes
{
    [FieldOffset(0)] public int Value;
}
