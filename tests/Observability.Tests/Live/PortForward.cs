using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using K8sMirror.Testing;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>
/// Forwards a TCP port of loopback in one network namespace to loopback in another. A socket stays in the namespace in which it was
/// created, so one process can have both ends, and only loopback carries the traffic.
/// </summary>
internal sealed class PortForward : IDisposable
{
    private readonly TestNetNs? to;
    private readonly IPEndPoint port;
    private readonly Socket listener;
    private readonly ConcurrentBag<Socket> open = [];

    /// <summary>Starts. Null for the test's own namespace.</summary>
    public PortForward(int port, TestNetNs? from, TestNetNs? to)
    {
        this.to = to;
        this.port = new(IPAddress.Loopback, port);
        listener = Make(from);
        listener.Bind(this.port);
        listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Ends it and closes every connection.</summary>
    public void Dispose()
    {
        listener.Dispose();
        foreach (var socket in open)
        {
            socket.Dispose();
        }
    }

    private static Socket Make(TestNetNs? ns)
    {
        static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return ns is null ? New() : ns.Run(New);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        open.Add(near);
        using var far = Make(to);
        open.Add(far);
        try
        {
            await far.ConnectAsync(port);
            await using var left = new NetworkStream(near, ownsSocket: true);
            await using var right = new NetworkStream(far, ownsSocket: false);
            await Task.WhenAny(left.CopyToAsync(right), right.CopyToAsync(left));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // One of the two has closed: so is the connection.
        }
        finally
        {
            near.Dispose();
        }
    }
}
