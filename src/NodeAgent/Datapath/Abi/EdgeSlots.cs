using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>k8sm_group.edges</c>.</summary>
[InlineArray(AbiLimits.MaxEdges)]
internal struct EdgeSlots
{
    private EdgeSlot first;
}
