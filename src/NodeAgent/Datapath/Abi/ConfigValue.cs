using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_config</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ConfigValue
{
    public ulong DeadlineNs;
    public uint StageIfIndex;
    public uint CreditLimit;
    public ulong CreditLost;
}
