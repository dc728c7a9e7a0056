using System.Globalization;
using System.Net;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Direct;
using K8sMirror.Core.Api;
using K8sMirror.Core.Status;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// Writes the status only when a fact in it changed, or somebody else has changed it on the server: the two are compared as text. Of several
/// changes in quick succession only the last is written. A condition keeps its time from the status on the server.
/// </summary>
internal sealed class StatusWriter(NodeMirrorApi api, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(200);
    private readonly Lock gate = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly SemaphoreSlim answered = new(0, 1);
    private NodeMirrorStatus? wanted;
    private string? uid;
    private string? written;
    private IReadOnlyList<Condition> conditions = [];
    private ulong version;

    /// <summary>Sets the node's current status; any thread, never blocks.</summary>
    public void Report(NodeMirrorStatus status)
    {
        lock (gate)
        {
            wanted = status;
            Ring(changed);
        }
    }

    /// <summary>
    /// The status on the server; null if there is no object. Fresh: a list, or another object, so failed writes are retried at once. Else
    /// an event of the object, which may be older than our own last write, or show that somebody else has written since.
    /// </summary>
    public void Observed(ObservedNodeMirror? found, bool isFresh)
    {
        var seen = VersionOf(found?.ResourceVersion);
        lock (gate)
        {
            if (!isFresh && (found?.Uid != uid || seen <= version))
            {
                return;
            }
            uid = found?.Uid;
            version = seen;
            written = found?.Status is { } status ? Text(status) : null;
            conditions = found?.Status?.Conditions ?? [];
            Ring(changed);
            if (isFresh)
            {
                Ring(answered);
            }
        }
    }

    /// <summary>Writes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var delay = new Backoff(ObjectWatch.Reconnecting);
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
                var after = await api.WriteStatusAsync(next.Uid, next.Status, cancellation).ConfigureAwait(false);
                Written(next, VersionOf(after));
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
            var status = wanted with { Conditions = NodeConditionComposer.Timed(wanted.Conditions, conditions, time.GetUtcNow()) };
            var text = Text(status);
            return text == written ? null : (uid, status, text);
        }
    }

    private void Written((string Uid, NodeMirrorStatus Status, string Text) what, ulong after)
    {
        lock (gate)
        {
            if (uid == what.Uid && after >= version)
            {
                (written, conditions, version) = (what.Text, what.Status.Conditions, after);
            }
        }
    }

    // The API promises an order of an object's versions; if a server's versions are not numbers, only its lists count.
    private static ulong VersionOf(string? text) => ulong.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static void Ring(SemaphoreSlim bell)
    {
        if (bell.CurrentCount == 0)
        {
            bell.Release();
        }
    }
}
