using System.Net;
using System.Text.Json;
using K8sMirror.Core.Api;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// Writes the status when a fact in it changed, and never else: what stands on the server is compared as text. Of several changes in quick
/// succession just the last is written.
/// </summary>
internal sealed class StatusWriter(NodeMirrorApi api, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(200);
    private readonly Lock gate = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly SemaphoreSlim answered = new(0, 1);
    private NodeMirrorStatus? wanted;
    private string? uid;
    private string? written;

    /// <summary>What is so on this node; any thread, never blocks.</summary>
    public void Report(NodeMirrorStatus status)
    {
        lock (gate)
        {
            wanted = status;
            Ring(changed);
        }
    }

    /// <summary>What stands on the server, of which object; null if there is none. The server answers, so nothing that failed waits any longer.</summary>
    public void Observed(string? objectUid, NodeMirrorStatus? status)
    {
        lock (gate)
        {
            uid = objectUid;
            written = status is null ? null : Text(status);
            Ring(changed);
            Ring(answered);
        }
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var delay = new ReconnectDelay();
        string? logged = null;
        while (true)
        {
            await changed.WaitAsync(cancellation).ConfigureAwait(false);
            if (Next() is not { } next)
            {
                continue;
            }
            try
            {
                await api.WriteStatusAsync(next.Uid, next.Status, cancellation).ConfigureAwait(false);
                Written(next.Uid, next.Text);
                delay.Reset();
                logged = null;
                await Task.Delay(Spacing, cancellation).ConfigureAwait(false);
            }
            catch (ApiRefusedException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // Gone: the watch will say so.
            }
            catch (Exception e) when (Transient.Is(e, cancellation))
            {
                var reason = Transient.Reason(e);
                if (logged != reason)
                {
                    ClusterLog.StatusRefused(logger, reason);
                    logged = reason;
                }
                await answered.WaitAsync(delay.Next((e as ApiRefusedException)?.RetryAfter ?? default), cancellation).ConfigureAwait(false);
                lock (gate)
                {
                    Ring(changed);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        changed.Dispose();
        answered.Dispose();
    }

    private static string Text(NodeMirrorStatus status) => JsonSerializer.Serialize(status, ApiJsonContext.Default.NodeMirrorStatus);

    private (string Uid, NodeMirrorStatus Status, string Text)? Next()
    {
        lock (gate)
        {
            if (uid is null || wanted is null)
            {
                return null;
            }
            var text = Text(wanted);
            return text == written ? null : (uid, wanted, text);
        }
    }

    private void Written(string objectUid, string text)
    {
        lock (gate)
        {
            if (uid == objectUid)
            {
                written = text;
            }
        }
    }

    private static void Ring(SemaphoreSlim bell)
    {
        if (bell.CurrentCount == 0)
        {
            bell.Release();
        }
    }
}
