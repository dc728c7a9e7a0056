using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using K8sMirror.Cluster.Direct;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Status;
using K8sMirror.NodeAgent.Reconciling;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// This node's NodeMirror, with the AddressSets that it names, as the agent's spec; also writes its status. While the API server is unreachable, the last
/// spec and the last sets stay programmed, from memory or from disk, until the limit.
/// </summary>
internal sealed class NodeMirrorSpecSource : ISpecSource, IDisposable
{
    // Pinned mirrors continue meanwhile, so a starting agent can wait for the server before it uses the spec on disk.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(3);

    private readonly ClusterSettings settings;
    private readonly ApiHttp http;
    private readonly ObjectWatch watch;
    private readonly AddressSetFeed sets;
    private readonly StatusWriter writer;
    private readonly SavedState state;
    private readonly TimeProvider time;
    private readonly ILogger<NodeMirrorSpecSource> logger;
    private readonly Lock gate = new();
    private readonly Lock telling = new();
    private readonly SpecWritings writings;
    private readonly WantedSpec wanted = new();
    private readonly SemaphoreSlim held = new(0);
    private readonly SemaphoreSlim unforced = new(0);
    private bool isHeld;
    private ImmutableDictionary<string, PrefixSet?> savedSets = ImmutableDictionary<string, PrefixSet?>.Empty;
    private DateTimeOffset lastContact;
    private string? unreadable;
    private NodeMirrorStatus? reported;

    /// <summary>Opens no connection yet.</summary>
    public NodeMirrorSpecSource(ClusterSettings settings, TimeProvider time, ILogger<NodeMirrorSpecSource> logger)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        http = new(settings.Access, settings.Timeouts, new ProductInfoHeaderValue("k8smirror-agent", BuildVersion.Release));
        watch = new(new(http, NodeMirror.Plural, settings.Node), time);
        sets = new(http, time, logger);
        writer = new(new(http, settings.Node), time, logger);
        state = new(settings.StateFolder is null ? null : new(settings.StateFolder, settings.Node), settings.Node, logger);
        lastContact = time.GetUtcNow();
        writings = new(lastContact);
    }

    /// <inheritdoc/>
    public string Description => $"NodeMirror {settings.Node}";

    /// <inheritdoc/>
    public string? Problem => watch.Problem is { } away ? $"no connection to {settings.Access.Server}: {away}" : unreadable ?? sets.Problem;

    /// <inheritdoc/>
    public bool? IsConnected => watch.IsConnected;

    /// <summary>For a set that was not read yet, an earlier agent's knowledge is better than none.</summary>
    private ImmutableDictionary<string, PrefixSet?> BestKnown => savedSets.SetItems(sets.Known);

    /// <inheritdoc/>
    public void Report(NodeMirrorStatus status)
    {
        lock (telling)
        {
            reported = status with { Kernel = status.Kernel with { BootID = settings.BootId } };
            Tell(reported);
        }
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        sets.Changed += () => SetsChanged(publish);
        // They end only by cancellation or a bug, which must not be lost.
        var first = await Task.WhenAny(
            watch.RunAsync(new Listener(this, publish), cancellation), writer.RunAsync(cancellation), sets.RunAsync(cancellation),
            FallBackAsync(publish, cancellation), ReleaseHeldAsync(publish, cancellation), ForceAsync(cancellation)).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
        sets.Dispose();
        held.Dispose();
        unforced.Dispose();
        http.Dispose();
    }

    private void Tell(NodeMirrorStatus status) => writer.Report(StatusExcerpt.Of(
        unreadable is { } problem ? status with { Conditions = NodeConditionComposer.Unreadable(status.Conditions, problem) } : status));

    /// <summary>An unreadable object is still watched: its next version may be better, and the server's reachability does not depend on it.</summary>
    private void Read(Action<SpecSnapshot> publish, JsonElement? item, bool isFresh)
    {
        try
        {
            var found = item is { } element ? NodeMirrorReader.Read(element) : null;
            writer.Observed(found, isFresh);
            Accept(publish, found);
        }
        catch (JsonException e)
        {
            if (unreadable != e.Message)
            {
                ClusterLog.Unreadable(logger, e.Message);
            }
            Readable(e.Message);
        }
    }

    /// <summary>The server's state. No object also counts: nothing is mirrored here.</summary>
    private void Accept(Action<SpecSnapshot> publish, ObservedNodeMirror? found)
    {
        Readable(null);
        var (uid, generation, spec) = (found?.Uid ?? "", found?.Generation ?? 0, found?.Spec ?? new());
        lock (gate)
        {
            if (wanted.Is(uid, generation, spec))
            {
                return;
            }
            if (wanted.Uid != uid)
            {
                writer.Observed(found, isFresh: true);
            }
            if (!wanted.IsKnown)
            {
                savedSets = NamedSets.FromDisk(state.Load()?.Spec);
            }
            wanted.Take(uid, generation, spec, found?.Rejected ?? [], writings.CountFrom(found?.WrittenAt));
            sets.Want(NamedSets.Of(spec));
            state.Save(found, BestKnown);
            unforced.Release();
            Publish(publish, mayHold: true);
        }
        if (found is null)
        {
            ClusterLog.NoObject(logger, settings.Node);
        }
        else
        {
            ClusterLog.SpecChanged(logger, settings.Node, found.Generation, found.Spec.Sessions.Count);
        }
    }

    /// <summary>
    /// Hands over the spec, with the known sets. A set that was not read yet is not missing: the spec is delayed for a moment, while the
    /// node continues as it was; after that, only sessions that name such a set wait.
    /// </summary>
    private void Publish(Action<SpecSnapshot> publish, bool mayHold)
    {
        var known = sets.Known;
        var areAllKnown = NamedSets.Of(wanted.Spec).All(known.ContainsKey);
        if (mayHold && !areAllKnown)
        {
            isHeld = true;
            held.Release();
            return;
        }
        isHeld = false;
        savedSets = areAllKnown ? savedSets.Clear() : savedSets;
        publish(wanted.Compose(known));
    }

    private void SetsChanged(Action<SpecSnapshot> publish)
    {
        lock (gate)
        {
            // Mirroring that stopped without the API server starts again with its NodeMirror.
            if (wanted.IsActive)
            {
                Publish(publish, mayHold: isHeld);
                state.SaveSets(BestKnown);
                unforced.Release();
            }
        }
    }

    // Beside the rest: a spec is not held up by a disk that others keep busy.
    private async Task ForceAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await unforced.WaitAsync(cancellation).ConfigureAwait(false);
            state.Force();
        }
    }

    private async Task ReleaseHeldAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        while (true)
        {
            await held.WaitAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(FirstWait, time, cancellation).ConfigureAwait(false);
            lock (gate)
            {
                if (isHeld)
                {
                    sets.Seed(savedSets);
                    Publish(publish, mayHold: false);
                }
            }
        }
    }

    private async Task FallBackAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        await Task.Delay(FirstWait, time, cancellation).ConfigureAwait(false);
        PublishSaved(publish);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ConfigureAwait(false);
    }

    private void PublishSaved(Action<SpecSnapshot> publish)
    {
        lock (gate)
        {
            if (wanted.IsKnown || state.Load() is not { } saved)
            {
                return;
            }
            // The limit counts over restarts.
            lastContact = saved.ConfirmedAt;
            wanted.Take(saved.Spec.Uid, saved.Spec.Generation, saved.Spec.Spec, [], null);
            sets.Want(NamedSets.Of(wanted.Spec));
            savedSets = NamedSets.FromDisk(saved.Spec);
            sets.Seed(savedSets);
            Publish(publish, mayHold: false);
            ClusterLog.FromDisk(logger, saved.Spec.Generation, saved.ConfirmedAt);
        }
    }

    private void StopIfAwayTooLong(Action<SpecSnapshot> publish)
    {
        lock (gate)
        {
            if (wanted.IsActive && time.GetUtcNow() - lastContact > settings.OfflineLimit)
            {
                publish(wanted.Stop());
                ClusterLog.AwayTooLong(logger, settings.OfflineLimit);
            }
        }
    }

    private void Contacted()
    {
        lastContact = time.GetUtcNow();
        if (wanted.IsKnown && state.IsConfirmationDue(lastContact))
        {
            lock (gate)
            {
                state.Confirm(lastContact, BestKnown);
            }
        }
    }

    /// <summary>Notes whether the server's object could be read; null means that it could.</summary>
    private void Readable(string? problem)
    {
        lock (telling)
        {
            var isNews = unreadable != problem;
            unreadable = problem;
            if (isNews && reported is not null)
            {
                Tell(reported);
            }
        }
    }

    private sealed class Listener(NodeMirrorSpecSource source, Action<SpecSnapshot> publish) : IObjectListener
    {
        /// <inheritdoc/>
        public void Listed(JsonElement? item) => source.Read(publish, item, isFresh: true);

        /// <inheritdoc/>
        public void Changed(JsonElement? item) => source.Read(publish, item, isFresh: false);

        /// <inheritdoc/>
        public void Connected() => ClusterLog.Connected(source.logger, source.settings.Access.Server);

        /// <inheritdoc/>
        public void Contacted() => source.Contacted();

        /// <inheritdoc/>
        public void Disconnected(string reason, bool isNews)
        {
            if (isNews)
            {
                ClusterLog.Disconnected(source.logger, source.settings.Access.Server, reason);
            }
            source.PublishSaved(publish);
            source.StopIfAwayTooLong(publish);
        }
    }
}
