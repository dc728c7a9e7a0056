using System.Collections.Immutable;
using System.Text.Json;
using K8sMirror.Cluster.Direct;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// The AddressSets that the node's sessions name, each with its own watch: a node reads only what it needs. While the API server is
/// unreachable, known sets stay.
/// </summary>
internal sealed class AddressSetFeed(ApiHttp http, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly ILogger logger = logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim aim = new(0);
    private ImmutableHashSet<string> wanted = [];
    private ImmutableDictionary<string, PrefixSet?> known = ImmutableDictionary<string, PrefixSet?>.Empty;
    private ImmutableDictionary<string, string> problems = ImmutableDictionary<string, string>.Empty;

    /// <summary>Raised when a set was read or has changed; outside of any lock.</summary>
    public event Action? Changed;

    /// <summary>The wanted sets: null if one does not exist; absent if it was not read yet.</summary>
    public ImmutableDictionary<string, PrefixSet?> Known => Volatile.Read(ref known);

    /// <summary>Why a set cannot be followed; null if all can.</summary>
    public string? Problem => Volatile.Read(ref problems) is { IsEmpty: false } all
        ? all.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"AddressSet {p.Key}: {p.Value}").First() : null;

    /// <summary>Follows these sets, and no others.</summary>
    public void Want(IEnumerable<string> names)
    {
        lock (gate)
        {
            var next = names.ToImmutableHashSet(StringComparer.Ordinal);
            if (next.SetEquals(wanted))
            {
                return;
            }
            wanted = next;
            known = known.RemoveRange(known.Keys.Where(name => !next.Contains(name)));
            problems = problems.RemoveRange(problems.Keys.Where(name => !next.Contains(name)));
        }
        aim.Release();
    }

    /// <summary>Takes over an earlier agent's knowledge of wanted sets that were not read yet.</summary>
    public void Seed(IEnumerable<KeyValuePair<string, PrefixSet?>> sets)
    {
        lock (gate)
        {
            known = known.AddRange(sets.Where(s => wanted.Contains(s.Key) && !known.ContainsKey(s.Key)));
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var running = new Dictionary<string, (Task Task, CancellationTokenSource Stop)>(StringComparer.Ordinal);
        try
        {
            var aimed = aim.WaitAsync(cancellation);
            while (true)
            {
                // They end only by cancellation or a bug, which must not be lost.
                var first = await Task.WhenAny([aimed, .. running.Values.Select(r => r.Task)]).ConfigureAwait(false);
                await first.ConfigureAwait(false);
                aimed = aim.WaitAsync(cancellation);
                await AdjustAsync(running, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var (_, stop) in running.Values)
            {
                stop.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => aim.Dispose();

    private async Task AdjustAsync(Dictionary<string, (Task Task, CancellationTokenSource Stop)> running, CancellationToken cancellation)
    {
        var names = Volatile.Read(ref wanted);
        foreach (var name in running.Keys.Where(name => !names.Contains(name)).ToList())
        {
            running.Remove(name, out var watch);
            using var stop = watch.Stop;
            await stop.CancelAsync().ConfigureAwait(false);
            try
            {
                await watch.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // As it was told to.
            }
        }
        foreach (var name in names.Where(name => !running.ContainsKey(name)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var watch = new ObjectWatch(new(http, AddressSet.Plural, name), time);
            running.Add(name, (watch.RunAsync(new Listener(this, name), stop.Token), stop));
        }
    }

    private void Learn(string name, PrefixSet? set)
    {
        lock (gate)
        {
            // From a watch that ends; the set is no longer wanted.
            if (!wanted.Contains(name) || (known.TryGetValue(name, out var before) && IsSame(before, set)))
            {
                return;
            }
            known = known.SetItem(name, set);
        }
        if (set is null)
        {
            ClusterLog.NoSet(logger, name);
        }
        else if (set.Problem is { } problem)
        {
            ClusterLog.SetInvalid(logger, name, problem);
        }
        else
        {
            ClusterLog.SetRead(logger, name, set.Prefixes.Count);
        }
        Changed?.Invoke();
    }

    private static bool IsSame(PrefixSet? a, PrefixSet? b) =>
        a is null || b is null ? a is null && b is null : a.Problem == b.Problem && a.Prefixes.SequenceEqual(b.Prefixes);

    private sealed class Listener(AddressSetFeed feed, string name) : IObjectListener
    {
        private (string? Uid, long Generation) read;

        /// <inheritdoc/>
        public void Listed(JsonElement? item) => Take(item, isFresh: true);

        /// <inheritdoc/>
        public void Changed(JsonElement? item) => Take(item, isFresh: false);

        /// <inheritdoc/>
        public void Connected()
        {
            lock (feed.gate)
            {
                feed.problems = feed.problems.Remove(name);
            }
        }

        /// <inheritdoc/>
        public void Contacted()
        {
        }

        /// <inheritdoc/>
        public void Disconnected(string reason, bool isNews)
        {
            lock (feed.gate)
            {
                feed.problems = feed.wanted.Contains(name) ? feed.problems.SetItem(name, reason) : feed.problems;
            }
            if (isNews)
            {
                ClusterLog.SetNotFollowed(feed.logger, name, reason);
            }
        }

        private void Take(JsonElement? item, bool isFresh)
        {
            if (item is not { } element)
            {
                read = default;
                feed.Learn(name, null);
                return;
            }
            var head = ObjectHead.Of(element);
            // The operator's status writes bring the whole set again. A server that was restored from a backup may give a generation twice.
            if (isFresh || read != (head.Uid, head.Generation))
            {
                read = (head.Uid, head.Generation);
                feed.Learn(name, AddressSetJson.Read(element));
            }
        }
    }
}
