using System.Collections.Immutable;
using System.Text.Json;
using K8sMirror.Core.Filtering;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>Keeps the last spec of the server on disk and confirms it periodically. A failed write is logged once and retried. Not thread-safe, except for <see cref="Force"/>.</summary>
/// <param name="file">Where; null for nowhere.</param>
/// <param name="node">Name of the node.</param>
/// <param name="logger">Log.</param>
internal sealed class SavedState(StateFile? file, string node, ILogger logger)
{
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromMinutes(1);
    private ObservedNodeMirror? latest;
    private volatile bool failed;
    private bool unreadable;
    private DateTimeOffset lastConfirmed;

    /// <summary>What an earlier agent saved, and when it was last confirmed; null if there is nothing, or nothing that can be read.</summary>
    public (SavedSpec Spec, DateTimeOffset ConfirmedAt)? Load()
    {
        try
        {
            return file?.Load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            if (!unreadable)
            {
                ClusterLog.NotLoaded(logger, e.Message);
            }
            unreadable = true;
            return null;
        }
    }

    /// <summary>What the server has: an object, or null if there is none.</summary>
    public void Save(ObservedNodeMirror? found, ImmutableDictionary<string, PrefixSet?> sets)
    {
        latest = found;
        try
        {
            if (found is null)
            {
                file?.Delete();
            }
            else
            {
                file?.Save(new(node, found.Uid, found.Generation, found.Spec) { AddressSets = NamedSets.ToDisk(found.Spec, sets) });
            }
            failed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotSaved(e);
        }
    }

    /// <summary>Waits until the disk has what was saved.</summary>
    public void Force()
    {
        try
        {
            file?.Force();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotSaved(e);
        }
    }

    /// <summary>AddressSets that the object names have been read or have changed.</summary>
    public void SaveSets(ImmutableDictionary<string, PrefixSet?> sets)
    {
        if (latest is not null)
        {
            Save(latest, sets);
        }
    }

    /// <summary>True if it is time to confirm what is on disk.</summary>
    public bool IsConfirmationDue(DateTimeOffset now) => now - lastConfirmed > ConfirmEvery;

    /// <summary>The server answers. If its last spec could not be saved, the one on disk is older: it is not confirmed, but the spec is saved again.</summary>
    public void Confirm(DateTimeOffset now, ImmutableDictionary<string, PrefixSet?> sets)
    {
        lastConfirmed = now;
        if (failed)
        {
            Save(latest, sets);
        }
        else
        {
            file?.Confirm(now);
        }
    }

    private void NotSaved(Exception error)
    {
        if (!failed)
        {
            ClusterLog.NotSaved(logger, error.Message);
        }
        failed = true;
    }
}
