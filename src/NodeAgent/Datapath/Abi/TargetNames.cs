using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>k8sm_label.targets</c>.</summary>
[InlineArray(AbiLimits.MaxEdges)]
internal struct TargetNames
{
    private NameValue first;
}
