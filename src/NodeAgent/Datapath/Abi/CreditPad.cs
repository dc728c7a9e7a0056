using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary>Rest of a cache line in <c>struct k8sm_credit</c>.</summary>
[InlineArray(7)]
internal struct CreditPad
{
    private ulong first;
}
