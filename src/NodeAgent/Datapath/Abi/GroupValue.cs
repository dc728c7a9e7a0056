using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_group</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GroupValue
{
    public uint EdgeCount;
    public uint Reserved;
    public ulong Held;
    public EdgeSlots Edges;
    public EdgeSlot End;
}
