using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Reconciling;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// This node's NodeMirror as the agent's wish, and its status written. While the API server is away the last spec stays in force, from memory
/// or from disk, until the limit.
/// </summary>
internal sealed class NodeMirrorSpecSource : ISpecSource, IDisposable
{
    // What is pinned goes on meanwhile, so an agent that starts can wait for the server's word before it takes the disk's.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromMinutes(1);

    private readonly ClusterSettings settings;
    private readonly ApiHttp http;
    private readonly NodeMirrorWatch watch;
    private readonly StatusWriter writer;
    private readonly StateFile? state;
    private readonly TimeProvider time;
    private readonly ILogger<NodeMirrorSpecSource> logger;
    private readonly Lock gate = new();
    private readonly SpecWritings writings;
    private (string Uid, long Generation)? published;
    private NodeMirrorSpec inForce = new();
    private DateTimeOffset lastContact;
    private DateTimeOffset lastConfirmed;
    private string? unreadable;
    private (ObservedNodeMirror? Word, bool Failed) save;

    /// <summary>Opens no connection yet.</summary>
    public NodeMirrorSpecSource(ClusterSettings settings, TimeProvider time, ILogger<NodeMirrorSpecSource> logger)
    {
        (this.settings, this.time, this.logger) = (settings, time, logger);
        http = new(settings.Access, settings.Patience);
        var api = new NodeMirrorApi(http, settings.Node);
        watch = new(api, settings.Access.Server, time, logger);
        writer = new(api, logger);
        state = settings.StateFolder is null ? null : new(settings.StateFolder, settings.Node);
        lastContact = time.GetUtcNow();
        writings = new(lastContact);
    }

    /// <inheritdoc/>
    public string Description => $"NodeMirror {settings.Node}";

    /// <inheritdoc/>
    public string? Problem => watch.Problem ?? unreadable;

    /// <inheritdoc/>
    public bool? IsConnected => watch.IsConnected;

    /// <inheritdoc/>
    public void Report(NodeMirrorStatus status) =>
        writer.Report(StatusExcerpt.Of(status with { Kernel = status.Kernel with { BootID = settings.BootId } }));

    /// <inheritdoc/>
    public async Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        // None of them ends but by cancellation or a bug, which must not be lost.
        var first = await Task.WhenAny(
            watch.RunAsync(new Listener(this, publish), cancellation), writer.RunAsync(cancellation), FallBackAsync(publish, cancellation)).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
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
            (published, inForce) = (identity, spec);
            Save(found);
            publish(Snapshot(spec, identity.Item2, writings.CountFrom(found?.WrittenAt), found?.Rejected ?? []));
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

    private static SpecSnapshot Snapshot(NodeMirrorSpec spec, long generation, DateTimeOffset? writtenAt, IReadOnlyList<SessionStatus> unreadable)
    {
        var (kept, rejected) = SelectionGate.Split(spec);
        return new(kept, generation, writtenAt, [.. unreadable, .. rejected]);
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
            publish(Snapshot(saved.Spec.Spec, saved.Spec.Generation, null, []));
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
                state?.Save(new(settings.Node, found.Uid, found.Generation, found.Spec));
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

    private sealed class Listener(NodeMirrorSpecSource source, Action<SpecSnapshot> publish) : INodeMirrorListener
    {
        /// <inheritdoc/>
        public void Listed(JsonElement? item) => source.Read(publish, item, anew: true);

        /// <inheritdoc/>
        public void Changed(JsonElement? item) => source.Read(publish, item, anew: false);

        /// <inheritdoc/>
        public void Contacted() => source.Contacted();

        /// <inheritdoc/>
        public void Disconnected()
        {
            source.PublishSaved(publish);
            source.StopIfAwayTooLong(publish);
        }
    }
}
