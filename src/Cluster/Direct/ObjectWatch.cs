using System.Net;

namespace K8sMirror.Cluster.Direct;

/// <summary>Keeps listing and watching an object, and knows whether the API server is reachable.</summary>
public sealed class ObjectWatch(ObjectApi api, TimeProvider time)
{
    /// <summary>Widely spread, so that the agents of 5,000 nodes do not reconnect all at once.</summary>
    public static readonly BackoffPolicy Reconnecting = new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(30)) { To = 1.5 };

    private static readonly TimeSpan WatchSpacing = TimeSpan.FromSeconds(1);
    // A watch that ends this early was ended by the server: it is shutting down, or it now serves another CRD, and the old watch may have shown the object as
    // the old CRD pruned it.
    private static readonly TimeSpan EarlyBy = TimeSpan.FromSeconds(20);
    // A server that accepts connections but fails at once, again and again, has not recovered.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    private readonly Backoff delay = new(Reconnecting);
    private long connectedAt;
    private volatile string? problem;
    private volatile bool isConnected;

    /// <summary>Why there is no connection; null if there is one, or before the first attempt.</summary>
    public string? Problem => problem;

    /// <summary>Whether the server answered the last request.</summary>
    public bool IsConnected => isConnected;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(IObjectListener listener, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await ListAndWatchAsync(listener, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (Transient.Is(e, cancellation))
            {
                Disconnected(listener, Transient.Reason(e));
                await Task.Delay(delay.Next((e as ApiRefusedException)?.RetryAfter ?? default), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task ListAndWatchAsync(IObjectListener listener, CancellationToken cancellation)
    {
        var version = await ListAsync(listener, cancellation).ConfigureAwait(false);
        while (true)
        {
            var started = time.GetTimestamp();
            var mayBeStale = false;
            try
            {
                await foreach (var item in api.WatchAsync(version, listener.Contacted, cancellation).ConfigureAwait(false))
                {
                    version = ObjectHead.Of(item.Object).ResourceVersion ?? version;
                    listener.Contacted();
                    Take(listener, item);
                }
                mayBeStale = time.GetElapsedTime(started) < ObjectApi.WatchFor - EarlyBy;
            }
            catch (ApiRefusedException e) when (e.Status == HttpStatusCode.Gone)
            {
                // Our version is older than the server's history, which is no error.
                mayBeStale = true;
            }
            if (time.GetElapsedTime(started) < WatchSpacing)
            {
                await Task.Delay(WatchSpacing, cancellation).ConfigureAwait(false);
            }
            if (mayBeStale)
            {
                version = await ListAsync(listener, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<string?> ListAsync(IObjectListener listener, CancellationToken cancellation)
    {
        var list = await api.ListAsync(cancellation).ConfigureAwait(false);
        Connected(listener);
        listener.Listed(list.Items is [var item, ..] ? item : null);
        return list.Metadata.ResourceVersion;
    }

    private static void Take(IObjectListener listener, WatchEvent item)
    {
        switch (item.Type)
        {
            case "ADDED" or "MODIFIED":
                listener.Changed(item.Object);
                break;
            case "DELETED":
                listener.Changed(null);
                break;
        }
    }

    private void Connected(IObjectListener listener)
    {
        if (!isConnected)
        {
            listener.Connected();
            connectedAt = time.GetTimestamp();
        }
        isConnected = true;
        problem = null;
        listener.Contacted();
    }

    private void Disconnected(IObjectListener listener, string reason)
    {
        if (isConnected)
        {
            // A watch without events counts as contact, too.
            listener.Contacted();
            if (time.GetElapsedTime(connectedAt) > Steady)
            {
                delay.Reset();
            }
        }
        var isNews = problem != reason;
        isConnected = false;
        problem = reason;
        listener.Disconnected(reason, isNews);
    }
}
