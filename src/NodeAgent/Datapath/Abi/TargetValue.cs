using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_target</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct TargetValue
{
    public uint IfIndex;
    public uint MaxFrame;
    public uint Kind;
    public uint Flags;
}
