using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_source_counters</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SourceCountersValue
{
    public TallyValue Seen;
    public SourceDrops Dropped;
}
