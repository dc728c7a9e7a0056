using System.Net.Sockets;
using System.Text;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Telemetry;

/// <summary>
/// <c>/metrics</c>, <c>/healthz</c> (the process serves) and <c>/readyz</c> (all caches have synced) over HTTP/1.1, one request a
/// connection. Ours and not HttpListener's, which answers only to the name in its prefix and cannot listen on an address of IPv6. A replica
/// that does not lead is ready: it could lead at once.
/// </summary>
internal sealed partial class PageServer(PageListener listener, MetricsText metrics, ClusterCaches caches, ILogger<PageServer> logger) : BackgroundService
{
    private const int LongestRequest = 16 * 1024;
    private const int MostConnections = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (listener.Address.Port == 0)
        {
            return;
        }

        LogServing(listener.Address);
        using var places = new SemaphoreSlim(MostConnections);
        using var stop = stoppingToken.Register(listener.Dispose);
        while (await NextAsync(places, stoppingToken).ConfigureAwait(false) is { } connection)
        {
            _ = ServeAsync(connection, places);
        }

        // Whoever is being answered gets the whole answer.
        for (var i = 0; i < MostConnections; i++)
        {
            await places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<Socket?> NextAsync(SemaphoreSlim places, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await places.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            try
            {
                if (await listener.AcceptAsync(stopping).ConfigureAwait(false) is { } connection)
                {
                    return connection;
                }

                places.Release();
                return null;
            }
            catch (SocketException) when (!stopping.IsCancellationRequested)
            {
                // The client hung up before it was accepted.
                places.Release();
            }
            catch (SocketException)
            {
                places.Release();
                return null;
            }
        }
    }

    private async Task ServeAsync(Socket connection, SemaphoreSlim places)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            using var stream = new NetworkStream(connection, ownsSocket: true);
            if (await ReadRequestAsync(stream, limit.Token).ConfigureAwait(false) is { } request)
            {
                await stream.WriteAsync(Answer(request), limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // A client that hung up, or that takes too long.
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>The request's first line; null when none came.</summary>
    private static async Task<string?> ReadRequestAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        var end = buffer.AsSpan(0, length).IndexOf("\r\n"u8);
        return end < 0 ? null : Encoding.ASCII.GetString(buffer, 0, end);
    }

    private byte[] Answer(string request)
    {
        var words = request.Split(' ');
        var path = words.Length == 3 ? words[1].Split('?')[0].TrimEnd('/') : "";
        var (status, type, body) = words[0] is not ("GET" or "HEAD") ? ("405 Method Not Allowed", MetricsText.PlainText, "GET only\n")
            : path switch
            {
                "/metrics" => ("200 OK", MetricsText.ContentType, metrics.Page()),
                "/healthz" => ("200 OK", MetricsText.PlainText, "ok\n"),
                "/readyz" when caches.HaveSynced => ("200 OK", MetricsText.PlainText, "ok\n"),
                "/readyz" => ("503 Service Unavailable", MetricsText.PlainText, $"not listed yet: {caches.Missing}\n"),
                _ => ("404 Not Found", MetricsText.PlainText, "/metrics, /healthz, /readyz\n"),
            };
        var content = Encoding.UTF8.GetBytes(body);
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n");
        return words[0] == "HEAD" ? head : [.. head, .. content];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving metrics, healthz and readyz at {Address}")]
    private partial void LogServing(MetricsAddress address);
}
