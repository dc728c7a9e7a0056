using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>
/// A wire between one replica and the API server. Held, it takes what the replica sends and delivers it later: what a machine, a hypervisor
/// or a switch does that stands still for a while.
/// </summary>
internal sealed class HeldWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly int _serverPort;
    private readonly Task _accepting;
    private TaskCompletionSource? _held;
    private long _heldBytes;

    public HeldWire(ApiServer server)
    {
        _serverPort = server.Address.Port;
        _listener.Start();
        _accepting = AcceptAsync();
        Kubeconfig = Path.Combine(server.Folder, $"wire-{Port}.kubeconfig");
        File.WriteAllText(
            Kubeconfig,
            File.ReadAllText(server.Kubeconfig(ApiServerFixture.OperatorUser)).Replace($":{_serverPort}\"", $":{Port}\"", StringComparison.Ordinal));
    }

    /// <summary>Path of a kubeconfig of the operator that goes over this wire.</summary>
    public string Kubeconfig { get; }

    /// <summary>Bytes that the replica has sent since <see cref="Hold"/>.</summary>
    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Hold()
    {
        Interlocked.Exchange(ref _heldBytes, 0);
        Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public void Release() => Interlocked.Exchange(ref _held, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Release();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _pumps.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient replica)
    {
        using var server = new TcpClient { NoDelay = true };
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            var up = UpAsync(replica.GetStream(), server.GetStream());
            var down = server.GetStream().CopyToAsync(replica.GetStream(), _stop.Token);
            await await Task.WhenAny(up, down);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // One end hung up; so does the other.
        }
        finally
        {
            replica.Dispose();
        }
    }

    private async Task UpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        var late = new MemoryStream();
        var reading = from.ReadAsync(buffer, _stop.Token).AsTask();
        while (true)
        {
            if (Volatile.Read(ref _held) is { } held)
            {
                // Reading goes on, and what was read gathers.
                await Task.WhenAny(reading, held.Task);
            }
            else
            {
                await to.WriteAsync(late.ToArray(), _stop.Token);
                late.SetLength(0);
                await Task.WhenAny(reading);
            }

            if (!reading.IsCompleted)
            {
                continue;
            }

            var count = await reading;
            if (count == 0)
            {
                return;
            }

            late.Write(buffer, 0, count);
            if (Volatile.Read(ref _held) is not null)
            {
                Interlocked.Add(ref _heldBytes, count);
            }

            reading = from.ReadAsync(buffer, _stop.Token).AsTask();
        }
    }
}
