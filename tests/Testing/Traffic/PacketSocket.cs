using K8sMirror.Bpf;
using Tmds.Linux;

namespace K8sMirror.Testing;

/// <summary>AF_PACKET, packet(7).</summary>
internal static unsafe class PacketSocket
{
    public const int SOL_PACKET = 263;
    public const int PACKET_RX_RING = 5;
    public const int PACKET_STATISTICS = 6;
    public const int PACKET_VERSION = 10;
    public const int PACKET_VNET_HDR = 15;
    public const int PACKET_IGNORE_OUTGOING = 23;
    private const ushort AllProtocols = 0x0300;

    /// <summary>Receives nothing until it is bound.</summary>
    public static KernelHandle Open() => KernelHandle.OpenSocket(LibC.AF_PACKET, LibC.SOCK_RAW, 0);

    public static void Bind(KernelHandle socket, int interfaceIndex, bool receive)
    {
        using var use = socket.Use();
        var address = new sockaddr_ll { sll_family = (ushort)LibC.AF_PACKET, sll_protocol = receive ? AllProtocols : (ushort)0, sll_ifindex = interfaceIndex };
        if (LibC.bind(use.Descriptor, (sockaddr*)&address, sizeof(sockaddr_ll)) != 0)
        {
            throw KernelException.Last($"bind a packet socket to interface {interfaceIndex}");
        }
    }

    public static void Set<T>(KernelHandle socket, int option, T value)
        where T : unmanaged
    {
        using var use = socket.Use();
        if (LibC.setsockopt(use.Descriptor, SOL_PACKET, option, &value, sizeof(T)) != 0)
        {
            throw KernelException.Last($"set option {option} of a packet socket");
        }
    }
}
