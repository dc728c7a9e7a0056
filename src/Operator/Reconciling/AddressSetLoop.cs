using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Status;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// The leader's loop for AddressSets: writes their status, and asks for a pass over the mirrors when a set that some mirror names came, went, or
/// became valid or invalid. Nothing else of a set matters here, since agents read the sets themselves.
/// </summary>
internal sealed partial class AddressSetLoop(
    ClusterCaches caches, Wakeup wakeup, AddressSetWriter writer, FailureLedger ledger, OperatorOptions options, TimeProvider clock,
    ILogger<AddressSetLoop> logger)
{
    /// <summary>Puts it together; it has its own ledger, since each loop forgets what it did not ask for in a round.</summary>
    public static AddressSetLoop Create(
        ClusterCaches caches, Wakeup wakeup, ApiConnection api, OperatorMetrics metrics, OperatorOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        var ledger = new FailureLedger(clock);
        var writer = new AddressSetWriter(new ObjectWriter(api, ledger, metrics, logs.CreateLogger<ObjectWriter>()), caches);
        return new(caches, wakeup, writer, ledger, options, clock, logs.CreateLogger<AddressSetLoop>());
    }

    /// <summary>Runs until the term is over.</summary>
    public async Task RunAsync(Leadership term)
    {
        using var changed = new SemaphoreSlim(0, 1);
        caches.AddressSets.Changed += Ring;
        try
        {
            await LoopAsync(term, changed).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (term.Ended.IsCancellationRequested)
        {
            // The term is over.
        }
        finally
        {
            caches.AddressSets.Changed -= Ring;
        }

        void Ring()
        {
            lock (changed)
            {
                _ = changed.CurrentCount == 0 ? changed.Release() : 0;
            }
        }
    }

    private async Task LoopAsync(Leadership term, SemaphoreSlim changed)
    {
        var backoff = new Backoff(new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15)));
        IReadOnlyDictionary<string, string?> before = new Dictionary<string, string?>();
        while (true)
        {
            var wait = options.Resync;
            try
            {
                before = Tell(before);
                await WriteAsync(term).ConfigureAwait(false);
                ledger.EndPass();
                backoff.Reset();
                wait = ledger.NextDue() is { } due && due < wait ? due : wait;
            }
            catch (Exception error) when (error is HttpRequestException or ApiRefusedException or IOException or TimeoutException or OperationCanceledException)
            {
                term.Ended.ThrowIfCancellationRequested();
                wait = backoff.Next();
                LogFailed((int)wait.TotalMilliseconds, Transient.Reason(error));
            }

            await changed.WaitAsync(wait, term.Ended).ConfigureAwait(false);
            // Changes that come together are one round.
            await Task.Delay(options.Debounce, term.Ended).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for a pass if a set that a mirror names has changed for it; returns the sets' current facts.</summary>
    private Dictionary<string, string?> Tell(IReadOnlyDictionary<string, string?> before)
    {
        var now = caches.AddressSets.Snapshot.Values.ToDictionary(set => set.Name, set => set.Value.Set.Problem, StringComparer.Ordinal);
        var changed = now.Keys.Union(before.Keys)
            .Where(name => now.ContainsKey(name) != before.ContainsKey(name) || now[name] != before[name])
            .ToHashSet(StringComparer.Ordinal);
        if (changed.Count > 0 && caches.Mirrors.Snapshot.Values.Any(mirror => SetReference.Of(mirror.Value.Spec.Filter).Any(r => changed.Contains(r.Name))))
        {
            wakeup.Wake(Kinds.AddressSets.Name);
        }

        return now;
    }

    private async Task WriteAsync(Leadership term)
    {
        foreach (var set in caches.AddressSets.Snapshot.Values.Select(watched => watched.Value).Where(set => set.Metadata.DeletionTimestamp is null))
        {
            var status = AddressSetStatusComposer.Compose(set.Metadata.Generation, set.IPv4, set.IPv6, set.Set, set.Status, clock.GetUtcNow());
            if (!ReferenceEquals(status, set.Status))
            {
                await writer.WriteStatusAsync(term, set.Metadata, status).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of AddressSets could not be written, next try in {DelayMs} ms: {Reason}")]
    private partial void LogFailed(int delayMs, string reason);
}
