using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>
/// A wire between one replica and the API server. While held, it accepts what the replica sends and delivers it later, like a machine, a hypervisor
/// or a switch that stalls for a while.
/// </summary>
internal sealed class HeldWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> pumps = [];
    private readonly int serverPort;
    private readonly Task accepting;
    private TaskCompletionSource? held;
    private long heldBytes;

    public HeldWire(ApiServer server)
    {
        serverPort = server.Address.Port;
        listener.Start();
        accepting = AcceptAsync();
        Kubeconfig = Path.Combine(server.Folder, $"wire-{Port}.kubeconfig");
        File.WriteAllText(
            Kubeconfig,
            File.ReadAllText(server.Kubeconfig(ApiServerFixture.OperatorUser)).Replace($":{serverPort}\"", $":{Port}\"", StringComparison.Ordinal));
    }

    /// <summary>Path of a kubeconfig of the operator that uses this wire.</summary>
    public string Kubeconfig { get; }

    /// <summary>Bytes that the replica has sent since <see cref="Hold"/>.</summary>
    public long HeldBytes => Interlocked.Read(ref heldBytes);

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Hold()
    {
        Interlocked.Exchange(ref heldBytes, 0);
        Volatile.Write(ref held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public void Release() => Interlocked.Exchange(ref held, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Release();
        listener.Stop();
        await accepting;
        await Task.WhenAll(pumps);
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                pumps.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
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
            await server.ConnectAsync(IPAddress.Loopback, serverPort, stop.Token);
            var up = UpAsync(replica.GetStream(), server.GetStream());
            var down = server.GetStream().CopyToAsync(replica.GetStream(), stop.Token);
            await await Task.WhenAny(up, down);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // One end closed the connection; so does the other.
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
        var reading = from.ReadAsync(buffer, stop.Token).AsTask();
        while (true)
        {
            if (Volatile.Read(ref this.held) is { } held)
            {
                // Reading continues, and the data is buffered.
                await Task.WhenAny(reading, held.Task);
            }
            else
            {
                await to.WriteAsync(late.ToArray(), stop.Token);
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
            if (Volatile.Read(ref this.held) is not null)
            {
                Interlocked.Add(ref heldBytes, count);
            }

            reading = from.ReadAsync(buffer, stop.Token).AsTask();
        }
    }
}
