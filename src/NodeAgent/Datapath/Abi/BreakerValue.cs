using System.Runtime.InteropServices;

namespace K8sMirror.NodeAgent.Datapath.Abi;

/// <summary><c>struct k8sm_breaker</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BreakerValue
{
    public ulong Broken;
    public ulong Testing;
    public ulong WindowNs;
    public ulong TestNs;
    public ulong TestLengthNs;
    public ulong LateNs;
    public ulong LateFrom;
    public ulong ExemptUntilNs;
    public ulong ConfirmedUntilNs;
    public uint Repeats;
    public uint Expected;
    public uint Trips;
    public uint Acquittals;
    public uint Extensions;
    public uint Quiet;
    public uint Strikes;
    public uint Early;
    public uint EarlyLimit;
    public uint Openings;
}
