using System.Net;
using System.Net.Sockets;

namespace K8sMirror.Operator.Telemetry;

/// <summary>The socket that metrics and health are served on.</summary>
internal sealed class PageListener : IDisposable
{
    private readonly Socket? _socket;

    private PageListener(MetricsAddress address, Socket? socket) => (Address, _socket) = (address, socket);

    /// <summary>Where it listens.</summary>
    public MetricsAddress Address { get; }

    /// <summary>
    /// Listens from now on; nothing is answered yet. Throws <see cref="IOException"/> that names the address and the cause.
    /// </summary>
    public static PageListener Open(MetricsAddress address)
    {
        if (address.Port == 0)
        {
            return new(address, null);
        }

        try
        {
            // A machine without IPv6 has no "every address" but IPv4's.
            var host = address.Host.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : address.Host;
            var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (host.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(host, address.Port));
            socket.Listen();
            return new(address, socket);
        }
        catch (SocketException error)
        {
            throw new IOException($"metrics and health cannot be served at {address} (--metrics-address): {error.Message}", error);
        }
    }

    /// <summary>The next connection; null when there is none to come.</summary>
    public async Task<Socket?> AcceptAsync(CancellationToken cancellation)
    {
        try
        {
            return _socket is null ? null : await _socket.AcceptAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
