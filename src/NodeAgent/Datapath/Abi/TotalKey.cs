using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_total_key</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TotalKey
{
    public NameValue Source;
    public NameValue Target;
    public uint Direction;
    public uint Reserved;
}
