using System.Net;
using System.Net.Sockets;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>Free ports of loopback.</summary>
internal static class Port
{
    /// <summary>One that nothing listens at now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
