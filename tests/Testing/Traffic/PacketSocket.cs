using System.Runtime.InteropServices;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Interop;

namespace K8sMirror.Testing;

/// <summary>AF_PACKET, packet(7).</summary>
internal static unsafe partial class PacketSocket
{
    public const int SOL_PACKET = 263;
    public const int PACKET_RX_RING = 5;
    public const int PACKET_STATISTICS = 6;
    public const int PACKET_VERSION = 10;
    public const int PACKET_VNET_HDR = 15;
    public const int PACKET_IGNORE_OUTGOING = 23;
    private const int AF_PACKET = 17;
    private const ushort AllProtocols = 0x0300;

    /// <summary>Receives nothing until it is bound.</summary>
    public static KernelHandle Open() => LibC.OpenSocket(AF_PACKET, LibC.SOCK_RAW, 0);

    public static void Bind(KernelHandle socket, int interfaceIndex, bool receive)
    {
        using var use = socket.Use();
        var address = new Address { Family = AF_PACKET, Protocol = receive ? AllProtocols : (ushort)0, InterfaceIndex = interfaceIndex };
        if (LibC.Bind(use.Descriptor, &address, sizeof(Address)) != 0)
        {
            throw LibC.Failure($"bind a packet socket to interface {interfaceIndex}");
        }
    }

    public static void Set<T>(KernelHandle socket, int option, T value)
        where T : unmanaged
    {
        using var use = socket.Use();
        if (LibC.SetOption(use.Descriptor, SOL_PACKET, option, (int*)&value, sizeof(T)) != 0)
        {
            throw LibC.Failure($"set option {option} of a packet socket");
        }
    }

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(int fd, int level, int name, void* value, int* size);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint size, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint size);

    /// <summary>struct sockaddr_ll.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 20)]
    internal struct Address
    {
        [FieldOffset(0)] public ushort Family;
        [FieldOffset(2)] public ushort Protocol;
        [FieldOffset(4)] public int InterfaceIndex;
    }
}
