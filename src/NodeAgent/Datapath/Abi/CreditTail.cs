using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary>Rest of the second cache line in <c>struct k8sm_credit</c>.</summary>
[InlineArray(6)]
internal struct CreditTail
{
    private ulong first;
}
