using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_source_key</c>: a NIC's hook.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct SourceKey
{
    public uint IfIndex;
    public uint Direction;
}
