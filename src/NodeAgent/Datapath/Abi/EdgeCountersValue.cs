using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_edge_counters</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EdgeCountersValue
{
    public TallyValue Sent;
    public EdgeDrops Dropped;
}
