using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>k8sm_edge_counters.dropped</c>.</summary>
[InlineArray(AbiLimits.Drops - AbiLimits.SourceDrops)]
internal struct EdgeDrops
{
    private TallyValue first;
}
