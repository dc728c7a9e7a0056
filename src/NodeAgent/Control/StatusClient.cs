using System.Net.Sockets;
using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Asks the agent of this network namespace.</summary>
internal static class StatusClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);

    // An edge takes some 600 bytes, and 4,096 of them under each of a few mirrors are the most that are reported.
    private const int LongestAnswer = 32 * 1024 * 1024;

    /// <summary>The agent's report; null if no agent runs here.</summary>
    /// <exception cref="IOException">It runs, but does not answer us; or what has its socket is not an agent.</exception>
    public static async Task<AgentReport?> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var socket = await ConnectAsync(limit.Token, cancellation).ConfigureAwait(false);
        if (socket is null)
        {
            return null;
        }
        var (process, user) = AgentSocket.Peer(socket);
        if (!AgentSocket.IsTrusted(user))
        {
            throw new IOException(new AgentIsRunningException(AgentSocket.Describe(process, user), isAgent: false).Message);
        }
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        using var buffer = new MemoryStream();
        try
        {
            var part = new byte[64 * 1024];
            for (int read; (read = await stream.ReadAsync(part, limit.Token).ConfigureAwait(false)) > 0;)
            {
                buffer.Write(part, 0, read);
                if (buffer.Length > LongestAnswer)
                {
                    throw new IOException($"{AgentSocket.Describe(process, user)} answers without end at the agent's socket");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the agent, {AgentSocket.Describe(process, user)}, did not answer within {Patience.TotalSeconds:F0} s");
        }
        if (buffer.Length == 0)
        {
            throw new IOException("the agent closed the connection; it answers root and its own user only, and nobody while it has no memory or others wait already");
        }
        try
        {
            using var answer = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            return Read(answer.RootElement);
        }
        catch (JsonException) when (IsCut(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)))
        {
            throw new IOException($"{AgentSocket.Describe(process, user)} at the agent's socket ended its answer early: it had no more time or memory for it; try again");
        }
        catch (JsonException e)
        {
            throw new IOException($"{AgentSocket.Describe(process, user)} at the agent's socket does not answer as an agent of this version: {e.Message}");
        }
    }

    /// <summary>An answer, of an agent that may be of another version.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    internal static AgentReport Read(JsonElement answer)
    {
        NullItems.Refuse(answer);
        return answer.Deserialize(ReportJsonContext.Default.AgentReport) ?? throw new JsonException("null");
    }

    /// <summary>Whether this is the beginning of a JSON text.</summary>
    private static bool IsCut(ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer, isFinalBlock: false, state: default);
            return !(reader.Read() && reader.TrySkip());
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Null if no agent runs here. If too many ask at once, the kernel refuses further ones, which then retry.</summary>
    private static async Task<Socket?> ConnectAsync(CancellationToken limit, CancellationToken cancellation)
    {
        while (true)
        {
            var socket = AgentSocket.Create();
            try
            {
                await socket.ConnectAsync(AgentSocket.EndPoint, limit).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                socket.Dispose();
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
            try
            {
                await Task.Delay(Again, limit).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new IOException(SocketHolder.Find() is { } holder
                    ? AgentIsRunningException.Silent(AgentSocket.Describe(holder.ProcessId, holder.UserId)).Message
                    : $"who holds the agent's socket does not answer within {Patience.TotalSeconds:F0} s");
            }
        }
    }
}
