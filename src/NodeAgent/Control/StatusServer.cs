using System.Net.Sockets;
using System.Text.Json;

namespace K8sMirror.NodeAgent.Control;

/// <summary>
/// Answers on the agent's socket: each connection gets one <see cref="AgentReport"/> as JSON, then the end of the stream. Only root and
/// the agent's own user are answered, since an abstract socket has no file mode to keep others out.
/// </summary>
internal sealed class StatusServer(SingleInstance instance, Func<AgentReport> report)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Serves until cancelled.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var client = await instance.Listener.AcceptAsync(cancellation).ConfigureAwait(false);
                _ = AnswerAsync(client, cancellation);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken cancellation)
    {
        using var _ = client;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var (_, user) = AgentSocket.Peer(client);
            if (!AgentSocket.IsTrusted(user))
            {
                return;
            }
            // Off this thread: the report waits for the loop.
            var bytes = await Task.Run(() => JsonSerializer.SerializeToUtf8Bytes(report(), ReportJsonContext.Default.AgentReport), limit.Token)
                .ConfigureAwait(false);
            await using var stream = new NetworkStream(client, ownsSocket: false);
            await stream.WriteAsync(bytes, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client's loss.
        }
    }
}
