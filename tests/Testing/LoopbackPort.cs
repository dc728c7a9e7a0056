using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace K8sMirror.Testing;

/// <summary>Ports for the tests' servers.</summary>
public static class LoopbackPort
{
    private const int Lowest = 12000;

    /// <summary>
    /// A TCP port of loopback that nobody listens on. Below the kernel's range for outgoing connections: any such connection on
    /// this machine could take the port before the server does, or while the server restarts.
    /// </summary>
    public static int Free()
    {
        var end = int.Parse(
            File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[])[' ', '\t'])[0], NumberStyles.None, CultureInfo.InvariantCulture);
        while (true)
        {
            // 0: any. If you have set the range so low, you have to accept collisions.
            var port = end > Lowest + 1000 ? Random.Shared.Next(Lowest, end) : 0;
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; try the next one.
            }
        }
    }
}
