using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>k8sm_total.dropped</c>.</summary>
[InlineArray(AbiLimits.Drops)]
internal struct TotalDrops
{
    private TallyValue first;
}
