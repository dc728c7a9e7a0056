using System.Net.Sockets;
using System.Text.Json;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Asks the agent of this network namespace.</summary>
internal static class StatusClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The agent's report; null if no agent runs here.</summary>
    /// <exception cref="IOException">It runs, but does not answer us.</exception>
    public static async Task<AgentReport?> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var socket = AgentSocket.Create();
        try
        {
            await socket.ConnectAsync(AgentSocket.EndPoint, limit.Token).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        using var buffer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the agent did not answer within {Patience.TotalSeconds:F0} s");
        }
        if (buffer.Length == 0)
        {
            throw new IOException("the agent closed the connection; it answers root and its own user only");
        }
        return JsonSerializer.Deserialize(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), ReportJsonContext.Default.AgentReport);
    }
}
