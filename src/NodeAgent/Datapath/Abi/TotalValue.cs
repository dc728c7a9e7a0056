using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_total</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TotalValue
{
    public TallyValue Seen;
    public TallyValue Sent;
    public TotalDrops Dropped;
}
