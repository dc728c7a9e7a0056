using System.Net.Sockets;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Serving;

namespace K8sMirror.NodeAgent.Control;

/// <summary>
/// Answers on the agent's socket: each connection gets one <see cref="AgentReport"/> as JSON, then the end of the stream. Only root and
/// the agent's own user are answered, since an abstract socket has no file mode to keep others out.
/// </summary>
internal sealed class StatusServer(SingleInstance instance, Func<AgentReport> report, Func<int> edges)
{
    // An answer takes ten megabytes on a node with thousands of edges: counters, what is composed of them, and its text.
    private const int BytesOfAnEdge = 4096;
    private const int MostAnswers = 1;
    private const int MostWaiting = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);
    private static readonly SemaphoreSlim Answers = new(MostAnswers);
    private int waiting;

    /// <summary>Serves until cancelled; fails if a report cannot be made.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var accepted = instance.Listener.AcceptAsync(cancellation).AsTask();
                await (await Task.WhenAny(accepted, failed.Task).ConfigureAwait(false)).ConfigureAwait(false);
                var answered = AnswerAsync(await accepted.ConfigureAwait(false), cancellation);
                _ = answered.ContinueWith(
                    a => failed.TrySetException(a.Exception!.InnerExceptions), cancellation, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception e) when (e is SocketException || Transient.IsOutOfMemory(e))
            {
                // The client left before it was accepted, or descriptors or memory are used up.
                await Task.Delay(Rest, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken cancellation)
    {
        using var _ = client;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var place = Interlocked.Increment(ref waiting);
        try
        {
            if (place > MostWaiting || !AgentSocket.IsTrusted(AgentSocket.Peer(client).UserId))
            {
                return;
            }
            await Answers.WaitAsync(limit.Token).ConfigureAwait(false);
            try
            {
                if (!MemoryRoom.IsThereFor((long)edges() * BytesOfAnEdge))
                {
                    return;
                }
                // As long again, so that who waited for the others gets a whole answer.
                limit.CancelAfter(Patience);
                // Off this thread: the report waits for the loop.
                var answer = await Task.Run(report, limit.Token).ConfigureAwait(false);
                await using var stream = new NetworkStream(client, ownsSocket: false);
                await JsonSerializer.SerializeAsync(stream, answer, ReportJsonContext.Default.AgentReport, limit.Token).ConfigureAwait(false);
            }
            finally
            {
                Answers.Release();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException || Transient.IsOutOfMemory(e))
        {
            // The client's loss.
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
