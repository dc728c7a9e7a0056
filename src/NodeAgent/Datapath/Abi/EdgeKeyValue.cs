using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_edge_key</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct EdgeKeyValue
{
    public uint Group;
    public uint Edge;
}
