using System.Net;

namespace K8sMirror.Cluster.Direct;

/// <summary>Lists an object and watches it, again and again, and knows whether the API server is there.</summary>
public sealed class ObjectWatch(ObjectApi api, TimeProvider time)
{
    /// <summary>Wide apart, so that the agents of 5,000 nodes do not come back all at once.</summary>
    public static readonly BackoffPolicy Reconnecting = new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(30)) { To = 1.5 };

    private static readonly TimeSpan WatchSpacing = TimeSpan.FromSeconds(1);
    // A watch that ends this much before its time was ended by the server: it goes down, or it serves another CRD from now on, and what the old
    // watch has shown may be what the old CRD would have left of the object.
    private static readonly TimeSpan EarlyBy = TimeSpan.FromSeconds(20);
    // A server that takes the connection and fails at once, again and again, is not one that is back.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    private readonly Backoff delay = new(Reconnecting);
    private long connectedAt;
    private volatile string? problem;
    private volatile bool isConnected;

    /// <summary>Why there is no connection; null if there is one, or none was tried yet.</summary>
    public string? Problem => problem;

    /// <summary>Whether the server answered last time.</summary>
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
                // Our version is older than what the server remembers: nothing is wrong.
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
            // A watch without events is contact, too.
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
