using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Netlink;

/// <summary>struct sockaddr_nl, which Tmds.LibC does not declare.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkAddress
{
    public ushort Family;
    public ushort Pad;
    public uint Port;
    public uint Groups;
}
