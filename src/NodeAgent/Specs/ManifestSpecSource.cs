using K8sMirror.Bpf.Files;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;
using K8sMirror.NodeAgent.Reconciling;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>
/// The folder given as <c>--manifests</c>. Taken as a whole: while any file in it is bad, or the folder is gone, the last good set stays
/// programmed. An empty folder is good, and means to mirror nothing.
/// </summary>
internal sealed class ManifestSpecSource(string folder, string host, TimeProvider time, ILogger<ManifestSpecSource> logger) : ISpecSource
{
    // Longest time between two reads, for file systems without events, and for a folder that comes back.
    private static readonly TimeSpan Rescan = TimeSpan.FromSeconds(2);

    // Writers rarely write just one file, so changes are collected for a moment. After a file vanished the moment is longer, since an
    // editor that renames the old file away first would else stop the mirrors for a moment.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SettleVanished = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestSettle = TimeSpan.FromSeconds(1);

    // How soon an idle watch notices its cancellation.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    private volatile string? problem;
    private string? published;
    private string? unannounced;

    // A change without an event: the path may lead to another folder by now.
    private bool mayBeElsewhere;
    private long generation;
    private long lastLook;

    /// <inheritdoc/>
    public string Description => $"--manifests {folder}";

    /// <inheritdoc/>
    public string? Problem => problem;

    /// <inheritdoc/>
    public Task WatchAsync(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        // A thread of its own: it sleeps in poll(2).
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Watch(publish, cancellation);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { Name = "k8smirror-files", IsBackground = true }.Start();
        return done.Task;
    }

    /// <inheritdoc/>
    public void Report(NodeMirrorStatus status)
    {
    }

    private void Watch(Action<SpecSnapshot> publish, CancellationToken cancellation)
    {
        using var watch = new FolderWatch(folder);
        // Started before the first read, so that no change is missed in between.
        watch.Arm();
        Look(publish, isAnnounced: true);
        while (!cancellation.IsCancellationRequested)
        {
            var isAnnounced = HearsOfChange(watch);
            if (!watch.IsArmed)
            {
                isAnnounced |= watch.Arm();
            }
            if (isAnnounced || time.GetElapsedTime(lastLook) >= Rescan)
            {
                Look(publish, isAnnounced);
                if (mayBeElsewhere)
                {
                    watch.Rearm();
                    mayBeElsewhere = false;
                }
            }
        }
    }

    private bool HearsOfChange(FolderWatch watch)
    {
        var change = watch.Wait(Slice);
        if (change == FolderChange.None)
        {
            return false;
        }
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < LongestSettle)
        {
            var more = watch.Wait(change == FolderChange.Vanished ? SettleVanished : Settle);
            if (more == FolderChange.None && !watch.HasUnfinished)
            {
                break;
            }
            change = more == FolderChange.None ? change : more;
        }
        watch.ForgetUnfinished();
        return true;
    }

    /// <param name="publish">Takes a good new set.</param>
    /// <param name="isAnnounced">
    /// True if the kernel reported that a change is complete. What a rescan finds may be half written: it counts when two reads agree.
    /// </param>
    private void Look(Action<SpecSnapshot> publish, bool isAnnounced)
    {
        lastLook = time.GetTimestamp();
        try
        {
            var content = ManifestFolder.Read(folder);
            if (content.Fingerprint == published)
            {
                Good();
                return;
            }
            if (!isAnnounced && content.Fingerprint != unannounced)
            {
                unannounced = content.Fingerprint;
                mayBeElsewhere = true;
                return;
            }
            var result = ManifestReader.Read(content.Files);
            if (!result.IsValid)
            {
                Bad(string.Join("; ", result.Errors.Take(5)));
                return;
            }
            published = content.Fingerprint;
            publish(StandAlonePlan.Make([.. result.Mirrors.Select(m => m.Mirror)], result.ToPrefixSets(), host, ++generation, content.WrittenAt));
            ManifestLog.Read(logger, folder, content.Files.Count, result.Mirrors.Count, result.Sets.Count);
            Good();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Bad(e.Message);
        }
    }

    private void Good()
    {
        if (problem is not null)
        {
            ManifestLog.Recovered(logger, folder);
            problem = null;
        }
    }

    private void Bad(string text)
    {
        if (problem != text)
        {
            ManifestLog.Bad(logger, folder, published is null ? "nothing has been read yet" : "the last good set stays in use", text);
            problem = text;
        }
    }
}
