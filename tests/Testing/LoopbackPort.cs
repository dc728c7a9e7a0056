using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace K8sMirror.Testing;

/// <summary>Ports for servers of tests.</summary>
public static class LoopbackPort
{
    private const int Lowest = 12000;

    /// <summary>
    /// A TCP port of loopback that nobody listens on. Below the range that the kernel takes for outgoing connections: such a connection of
    /// anyone on this machine could take the port before the server does, and while the server restarts.
    /// </summary>
    public static int Free()
    {
        var end = int.Parse(
            File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[])[' ', '\t'])[0], NumberStyles.None, CultureInfo.InvariantCulture);
        while (true)
        {
            // 0: any. Who has set the range so low has to live with collisions.
            var port = end > Lowest + 1000 ? Random.Shared.Next(Lowest, end) : 0;
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }
    }
}
