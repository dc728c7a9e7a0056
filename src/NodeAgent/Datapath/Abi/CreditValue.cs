using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_credit</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CreditValue
{
    public ulong Staged;
    public CreditPad Pad1;
    public ulong Served;
    public ulong Strays;
    public CreditTail Pad2;
}
