using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// Keeps one <see cref="IObjectStore{T}"/> in sync with the server: list in pages, watch from there with bookmarks, list again only when the
/// server has lost the history or may show objects differently. While the server is unreachable, the store stays as it was.
/// </summary>
internal sealed partial class Informer<T>(
    ApiConnection api, ResourceKind<T> kind, IObjectStore<T> store, InformerOptions options, OperatorMetrics metrics, TimeProvider clock,
    ILogger logger)
    where T : class
{
    private const int RefusalsBeforeList = 5;

    // client-go's page.
    private const int LargestPage = 500;
    private static readonly TimeSpan EarlyBy = TimeSpan.FromSeconds(20);
    private readonly Lock gate = new();
    private TaskCompletionSource listing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? relist;
    private int pageSize = kind.PageSize;
    private string lastVersion = "";
    private bool hasSynced;
    private WatchRefusal? refusal;

    /// <summary>Kind, for messages.</summary>
    public string Kind => kind.Name;

    /// <summary>True from the first complete list on.</summary>
    public bool HasSynced => Volatile.Read(ref hasSynced);

    /// <summary>Why the server does not let us read the kind, and since when it has said so each time; null if it does, or cannot be reached.</summary>
    public WatchRefusal? Refusal => Volatile.Read(ref refusal);

    /// <summary>Raised when <see cref="Refusal"/> or <see cref="HasSynced"/> has changed.</summary>
    public event Action? StateChanged;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var backoff = new Backoff(new(options.FirstBackoff, options.LongestBackoff));
        var list = true;
        var refusals = 0;
        while (!cancellation.IsCancellationRequested)
        {
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var started = Stopwatch.GetTimestamp();
            var done = BeginRound(round);
            list |= !done.Task.IsCompleted;
            try
            {
                if (list)
                {
                    await ListAsync(round.Token).ConfigureAwait(false);
                    list = false;
                    done.TrySetResult();
                }

                var endedEarly = await WatchAsync(backoff, round.Token).ConfigureAwait(false);
                list = kind.ListsAfterEarlyEnd && endedEarly;
                refusals = 0;
                metrics.WatchRestarted(kind.Name, "closed");
                if (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1))
                {
                    // A server that shuts down closes each watch at once.
                    await DelayAsync(backoff.Next(), cancellation).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException) when (round.IsCancellationRequested)
            {
                list = true;
            }
            catch (WatchExpiredException expired)
            {
                list = true;
                // More has changed meanwhile than the server remembers: with small pages the next list would be too late again.
                pageSize = Math.Max(pageSize, Math.Min(pageSize * 2, LargestPage));
                metrics.WatchRestarted(kind.Name, "expired");
                LogExpired(kind.Name, expired.Message);
            }
            catch (TimeoutException silence)
            {
                // Nothing of this kind has changed, and some servers then send no bookmarks (their etcd does not report other changes). If the
                // server is dead instead, the next watch cannot be opened.
                metrics.WatchRestarted(kind.Name, "closed");
                LogSilent(kind.Name, silence.Message);
            }
            catch (Exception error) when (error is HttpRequestException or ApiRefusedException or IOException
                or JsonException or KeyNotFoundException or InvalidOperationException or OperationCanceledException)
            {
                // A starting server refuses for a moment. One that keeps refusing may not know our version: it was restored from a
                // backup, or the CRD was deleted and created again.
                refusals = error is ApiRefusedException or JsonException ? refusals + 1 : 0;
                // An unreachable server, or another answer, does not mean that the permission is missing.
                SetRefusal(error is not ApiRefusedException { Status: HttpStatusCode.Forbidden } forbidden ? null : refusal ?? new(forbidden.Message, clock.GetUtcNow()));

                list |= refusals >= RefusalsBeforeList;
                var delay = backoff.Next();
                metrics.WatchRestarted(kind.Name, "error");
                LogFailed(kind.Name, Transient.Reason(error), (int)delay.TotalMilliseconds);
                await DelayAsync(delay, cancellation).ConfigureAwait(false);
            }
            finally
            {
                EndRound();
            }
        }
    }

    /// <summary>Lists again now, and returns once the store holds a list that was begun after this call.</summary>
    public async Task RelistAsync(CancellationToken cancellation)
    {
        Task listed;
        lock (gate)
        {
            listing.TrySetResult();
            listing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            listed = listing.Task;
            relist?.Cancel();
        }

        await listed.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private TaskCompletionSource BeginRound(CancellationTokenSource round)
    {
        lock (gate)
        {
            relist = round;
            return listing;
        }
    }

    private void EndRound()
    {
        lock (gate)
        {
            relist = null;
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var items = new List<Watched<T>>();
        string? next = null;
        string version;
        do
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(options.ListTimeout);
            var path = $"{kind.Path}?limit={pageSize}{kind.Filter}{(next is null ? "" : "&continue=" + Uri.EscapeDataString(next))}";
            using var page = await ReadPageAsync(path, timeout.Token).ConfigureAwait(false);
            SetRefusal(null);
            var metadata = page.RootElement.GetProperty("metadata");
            version = metadata.GetProperty("resourceVersion").GetString() ?? "";
            next = metadata.TryGetProperty("continue", out var token) && token.GetString() is { Length: > 0 } more ? more : null;
            foreach (var element in page.RootElement.GetProperty("items").EnumerateArray())
            {
                Keep(element, items.Add);
            }
        }
        while (next is not null);

        lastVersion = version;
        store.Replace(items, ulong.TryParse(version, CultureInfo.InvariantCulture, out var number) ? number : 0);
        Volatile.Write(ref hasSynced, true);
        SetRefusal(null);
        StateChanged?.Invoke();
        metrics.Listed(kind.Name);
        LogListed(kind.Name, items.Count, version);
    }

    private async Task<JsonDocument> ReadPageAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await api.GetAsync(path, cancellation).ConfigureAwait(false);
            using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (ApiRefusedException error) when (error.Status == HttpStatusCode.Gone)
        {
            throw new WatchExpiredException("a list's continue token has expired");
        }
    }

    /// <summary>Runs until the server ends the watch; true if well before the requested time.</summary>
    private async Task<bool> WatchAsync(Backoff backoff, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var asked = options.WatchFor * (1 + Random.Shared.NextDouble());
        var path = $"{kind.Path}?watch=1&allowWatchBookmarks=true&resourceVersion={lastVersion}&timeoutSeconds={asked.TotalSeconds:0}{kind.Filter}";
        HttpResponseMessage response;
        try
        {
            using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            opening.CancelAfter(options.ListTimeout);
            response = await api.GetAsync(path, opening.Token).ConfigureAwait(false);
        }
        catch (ApiRefusedException error) when (error.Status == HttpStatusCode.Gone)
        {
            throw new WatchExpiredException(error.Message);
        }

        SetRefusal(null);
        using (response)
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await foreach (var document in LineReader.ReadAsync(body, options.Idle, cancellation).ConfigureAwait(false))
            {
                Apply(document.RootElement);
                backoff.Reset();
            }
        }

        return Stopwatch.GetElapsedTime(started) < asked - EarlyBy;
    }

    private void Apply(JsonElement change)
    {
        var type = change.GetProperty("type").GetString();
        var item = change.GetProperty("object");
        switch (type)
        {
            case "ADDED" or "MODIFIED":
                Keep(item, store.Put);
                break;
            case "DELETED":
                Keep(item, gone => store.Remove(gone));
                break;
            case "BOOKMARK":
                break;
            default:
                throw new WatchExpiredException(item.TryGetProperty("message", out var message) ? message.GetString() ?? "" : $"event {type}");
        }

        lastVersion = item.GetProperty("metadata").GetProperty("resourceVersion").GetString() ?? lastVersion;
    }

    private void Keep(JsonElement element, Action<Watched<T>> keep)
    {
        if (kind.Read(element) is { } item)
        {
            keep(item);
        }
        else
        {
            metrics.Undecodable(kind.Name);
            var text = element.ToString();
            LogUndecodable(kind.Name, text[..Math.Min(200, text.Length)]);
        }
    }

    private void SetRefusal(WatchRefusal? now)
    {
        if (!ReferenceEquals(Interlocked.Exchange(ref refusal, now), now))
        {
            StateChanged?.Invoke();
        }
    }

    private static async Task DelayAsync(TimeSpan delay, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(delay, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listed {Count} objects of kind {Kind} at version {Version}")]
    private partial void LogListed(string kind, int count, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "The watch of {Kind} expired, listing again: {Reason}")]
    private partial void LogExpired(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Watching {Kind} again: {Reason}")]
    private partial void LogSilent(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watching {Kind} failed, next try in {DelayMs} ms: {Reason}")]
    private partial void LogFailed(string kind, string reason, int delayMs);

    [LoggerMessage(Level = LogLevel.Error, Message = "Skipping an object of kind {Kind} that cannot be read: {Text}")]
    private partial void LogUndecodable(string kind, string text);
}
