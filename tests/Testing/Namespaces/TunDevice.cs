using System.Runtime.InteropServices;

namespace K8sMirror.Testing;

/// <summary>A tun device, whose packets have no Ethernet header; the node receives the packets that are written here.</summary>
public sealed unsafe partial class TunDevice : IDisposable
{
    private const nuint TUNSETIFF = 0x400454ca;
    private const ushort IFF_TUN = 1;
    private const ushort IFF_NO_PI = 0x1000;
    private const int RequestSize = 40; // struct ifreq
    private const int NameSize = 16;

    private readonly FileStream file;

    public TunDevice(TestNetNs ns, string name, string address)
    {
        file = ns.Run(() => new FileStream("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
        var request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        System.Text.Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameSize));
        *(ushort*)(request + NameSize) = IFF_TUN | IFF_NO_PI;
        var place = (nint)request;
        ns.Run(() =>
        {
            if (Ioctl((int)file.SafeFileHandle.DangerousGetHandle(), TUNSETIFF, (void*)place) != 0)
            {
                throw new InvalidOperationException($"No tun device: errno {Marshal.GetLastPInvokeError()}.");
            }
        });
        ns.Ip($"addr add {address} dev {name}");
        ns.Ip($"link set {name} up");
    }

    /// <summary>Lets the node receive a packet, which begins with its IP header.</summary>
    public void Send(ReadOnlySpan<byte> packet) => file.Write(packet);

    /// <summary>The next packet that the node sends; waits for it.</summary>
    public byte[] Receive()
    {
        var buffer = new byte[65536];
        return buffer[..file.Read(buffer)];
    }

    public void Dispose() => file.Dispose();

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, void* argument);
}
