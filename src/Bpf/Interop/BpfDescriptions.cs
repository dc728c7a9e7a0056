using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Interop;

/// <summary>struct bpf_map_info; older kernels fill less of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct MapDescription
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Id;
    [FieldOffset(8)] public uint KeySize;
    [FieldOffset(12)] public uint ValueSize;
    [FieldOffset(16)] public uint MaxEntries;
    [FieldOffset(20)] public uint MapFlags;
    [FieldOffset(24)] public fixed byte Name[16];
}

/// <summary>struct bpf_prog_info up to the last member we read; pointers stay 0, so the kernel copies no arrays.</summary>
[StructLayout(LayoutKind.Explicit, Size = 224)]
internal unsafe struct ProgramDescription
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Id;
    [FieldOffset(8)] public fixed byte Tag[8];
    [FieldOffset(16)] public uint JitedProgLen;
    [FieldOffset(20)] public uint XlatedProgLen;
    [FieldOffset(40)] public ulong LoadTime;
    [FieldOffset(52)] public uint NrMapIds;
    [FieldOffset(56)] public nint MapIds;
    [FieldOffset(64)] public fixed byte Name[16];
    [FieldOffset(192)] public ulong RunTimeNs;
    [FieldOffset(200)] public ulong RunCnt;
    [FieldOffset(208)] public ulong RecursionMisses;
    [FieldOffset(216)] public uint VerifiedInsns;
}

/// <summary>struct bpf_link_info, with the part for TCX and XDP links.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkDescription
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Id;
    [FieldOffset(8)] public uint ProgId;
    [FieldOffset(16)] public uint Ifindex;
    [FieldOffset(20)] public uint AttachType;
}
