using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_label</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LabelValue
{
    public NameValue Source;
    public uint Direction;
    public uint EdgeCount;
    public TallyValue Lost;
    public TargetNames Targets;
}
