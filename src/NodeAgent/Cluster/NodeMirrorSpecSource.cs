using System.Collections.Immutable;
using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Reconciling;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// This node's NodeMirror, with the AddressSets that it names, as the agent's wish, and its status written. While the API server is away the last
/// spec and the last sets stay in force, from memory or from disk, until the limit.
/// </summary>
internal sealed class NodeMirrorSpecSource : ISpecSource, IDisposable
{
    // What is pinned goes on meanwhile, so an agent that starts can wait for the server's word before it takes the disk's.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromMinutes(1);

    private readonly ClusterSettings settings;
    private readonly ApiHttp http;
    private readonly ObjectWatch watch;
    private readonly AddressSetFeed sets;
    private readonly StatusWriter writer;
    private readonly StateFile? state;
    private readonly TimeProvider time;
    private readonly ILogger<NodeMirrorSpecSource> logger;
    private readonly Lock gate = new();
    private readonly SpecWritings writings;
    private readonly SemaphoreSlim held = new(0);
    private (string Uid, long Generation)? published;
    private NodeMirrorSpec inForce = new();
    private IReadOnlyList<SessionStatus> unreadableSessions = [];
    private DateTimeOffset? countFrom;
    private bool isHeld;
    private ImmutableDictionary<string, PrefixSet?> savedSets = ImmutableDictionary<string, PrefixSet?>.Empty;
    private DateTimeOffset lastContact;
    private DateTimeOffset lastConfirmed;
    private string? unreadable;
    private (ObservedNodeMirror? Word, bool Failed) save;

    /// <summary>Opens no connection yet.</summary>
    public NodeMirrorSpecSource(ClusterSettings settings, TimeProvider time, ILogger<NodeMirrorSpecSource> logger)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        http = new(settings.Access, settings.Patience);
        watch = new(new(http, NodeMirror.Plural, settings.Node), time);
        sets = new(http, time, logger);
        writer = new(new(http, settings.Node), logger);
        state = settings.StateFolder is null ? null : new(settings.StateFolder, settings.Node);
        lastContact = time.GetUtcNow();
        writings = new(lastContact);
    }

    /// <inheritdoc/>
    public string Description => $"NodeMirror {settings.Node}";

    /// <inheritdoc/>
    public string? Problem => watch.Problem is { } away ? $"no connection to {settings.Access.Server}: {away}" : unreadable ?? sets.Problem;

    /// <inheritdoc/>
    public bool? IsConnected => watch.IsConnected;

    /// <inheritdoc/>
    public void Report(NodeMirrorStatus status) =>
        writer.Report(StatusExcerpt.Of(status with { Kernel = status.Kernel with { BootID = settings.BootId } }));

    /// <inheritdoc/>
    public async Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        sets.Changed += () => SetsChanged(publish);
        // None of them ends but by cancellation or a bug, which must not be lost.
        var first = await Task.WhenAny(
            watch.RunAsync(new Listener(this, publish), cancellation), writer.RunAsync(cancellation), sets.RunAsync(cancellation),
            FallBackAsync(publish, cancellation), ReleaseHeldAsync(publish, cancellation)).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
        sets.Dispose();
        held.Dispose();
        http.Dispose();
    }

    /// <summary>An object that cannot be read is watched all the same: the next version of it may be better, and whether the server is there does not depend on it.</summary>
    private void Read(Action<SpecSnapshot> publish, JsonElement? item, bool anew)
    {
        try
        {
            var found = item is { } element ? NodeMirrorReader.Read(element) : null;
            writer.Observed(found, anew);
            Accept(publish, found);
        }
        catch (JsonException e)
        {
            Unreadable(e);
        }
    }

    /// <summary>The server's word. That there is no object is a word, too: nothing is to be mirrored here.</summary>
    private void Accept(Action<SpecSnapshot> publish, ObservedNodeMirror? found)
    {
        unreadable = null;
        var (identity, spec) = ((found?.Uid ?? "", found?.Generation ?? 0), found?.Spec ?? new());
        lock (gate)
        {
            // A server that was restored from a backup counts generations anew from there, and may give one twice.
            if (published == identity && DeepEquality.AreEqual(inForce, spec))
            {
                return;
            }
            if (published?.Uid != identity.Item1)
            {
                writer.Observed(found, anew: true);
            }
            if (published is null)
            {
                savedSets = NamedSets.FromDisk(state?.Load()?.Spec);
            }
            (published, inForce) = (identity, spec);
            (unreadableSessions, countFrom) = (found?.Rejected ?? [], writings.CountFrom(found?.WrittenAt));
            sets.Want(NamedSets.Of(spec));
            Save(found);
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
    /// Hands over what is in force, with the sets as they are known. A set that was not read yet is no missing one: the spec is held back for a
    /// moment, what the node does meanwhile goes on; after that, sessions that name such a set wait alone.
    /// </summary>
    private void Publish(Action<SpecSnapshot> publish, bool mayHold)
    {
        var known = sets.Known;
        var areAllKnown = NamedSets.Of(inForce).All(known.ContainsKey);
        if (mayHold && !areAllKnown)
        {
            isHeld = true;
            held.Release();
            return;
        }
        isHeld = false;
        savedSets = areAllKnown ? savedSets.Clear() : savedSets;
        var existing = new PrefixSets(known.Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value!, StringComparer.Ordinal));
        var (ready, waiting) = SelectionGate.Hold(inForce, known.ContainsKey);
        var (kept, rejected) = SelectionGate.Split(ready, existing);
        publish(new(kept, published!.Value.Generation, countFrom, [.. unreadableSessions, .. waiting, .. rejected]) { Sets = existing });
        // The age of a spec says nothing of the speed of what comes of a set later on.
        countFrom = null;
    }

    private void SetsChanged(Action<SpecSnapshot> publish)
    {
        lock (gate)
        {
            // What the API server's absence has stopped is started by its NodeMirror.
            if (published is null or ("", -1))
            {
                return;
            }
            Publish(publish, mayHold: isHeld);
            if (save.Word is { } word)
            {
                Save(word);
            }
        }
    }

    private async Task ReleaseHeldAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        while (true)
        {
            await held.WaitAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(FirstPatience, time, cancellation).ConfigureAwait(false);
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
        await Task.Delay(FirstPatience, time, cancellation).ConfigureAwait(false);
        PublishSaved(publish);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ConfigureAwait(false);
    }

    private void PublishSaved(Action<SpecSnapshot> publish)
    {
        lock (gate)
        {
            if (published is not null || state?.Load() is not { } saved)
            {
                return;
            }
            // The limit counts over restarts.
            lastContact = saved.ConfirmedAt;
            (published, inForce) = ((saved.Spec.Uid, saved.Spec.Generation), saved.Spec.Spec);
            sets.Want(NamedSets.Of(inForce));
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
            if (published is not null and not ("", -1) && time.GetUtcNow() - lastContact > settings.OfflineLimit)
            {
                // No identity that the server could have: whatever it says when it is back is news.
                published = ("", -1);
                publish(new(new(), 0, null, []));
                ClusterLog.AwayTooLong(logger, settings.OfflineLimit);
            }
        }
    }

    private void Save(ObservedNodeMirror? found)
    {
        try
        {
            if (found is null)
            {
                state?.Delete();
            }
            else
            {
                state?.Save(new(settings.Node, found.Uid, found.Generation, found.Spec) {
                    // Of a set that was not read yet, what an earlier agent knew is better than nothing.
                    AddressSets = NamedSets.ToDisk(found.Spec, savedSets.SetItems(sets.Known)),
                });
            }
            save = (found, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!save.Failed)
            {
                ClusterLog.NotSaved(logger, e.Message);
            }
            save = (found, true);
        }
    }

    private void Contacted()
    {
        lastContact = time.GetUtcNow();
        if (published is not null && lastContact - lastConfirmed > ConfirmEvery)
        {
            lastConfirmed = lastContact;
            lock (gate)
            {
                // What is on disk while the server's word could not be saved is an older one, which nobody confirms.
                if (save.Failed)
                {
                    Save(save.Word);
                }
                else
                {
                    state?.Confirm(lastContact);
                }
            }
        }
    }

    private void Unreadable(JsonException e)
    {
        if (unreadable != e.Message)
        {
            ClusterLog.Unreadable(logger, e.Message);
        }
        unreadable = e.Message;
    }

    private sealed class Listener(NodeMirrorSpecSource source, Action<SpecSnapshot> publish) : IObjectListener
    {
        /// <inheritdoc/>
        public void Listed(JsonElement? item) => source.Read(publish, item, anew: true);

        /// <inheritdoc/>
        public void Changed(JsonElement? item) => source.Read(publish, item, anew: false);

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
