using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_source</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SourceValue
{
    public uint Group;
    public uint Selector;
}
