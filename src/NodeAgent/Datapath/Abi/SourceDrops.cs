using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>k8sm_source_counters.dropped</c>.</summary>
[InlineArray(AbiLimits.SourceDrops)]
internal struct SourceDrops
{
    private TallyValue first;
}
