using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_edge</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EdgeSlot
{
    public uint Target;
    public uint Edit;
}
