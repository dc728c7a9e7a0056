using System.Collections.Immutable;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>The node's spec: the server's, or the one on disk while the server does not answer. Not thread-safe.</summary>
internal sealed class WantedSpec
{
    // An identity that the server cannot have, so that its next answer is a change.
    private static readonly (string Uid, long Generation) Stopped = ("", -1);
    private (string Uid, long Generation)? identity;
    private IReadOnlyList<SessionStatus> rejected = [];
    private DateTimeOffset? countFrom;

    /// <summary>What is to be mirrored.</summary>
    public NodeMirrorSpec Spec { get; private set; } = new();

    /// <summary>False before the first spec.</summary>
    public bool IsKnown => identity is not null;

    /// <summary>True while there is a spec that was not stopped.</summary>
    public bool IsActive => identity is { } known && known != Stopped;

    /// <summary>UID of the NodeMirror; empty if the server has none, null before the first spec.</summary>
    public string? Uid => identity?.Uid;

    /// <summary>True if this is already the spec. A server that was restored from a backup counts generations again from there, and may give one twice.</summary>
    public bool Is(string uid, long generation, NodeMirrorSpec spec) => identity == (uid, generation) && DeepEquality.AreEqual(Spec, spec);

    /// <summary>Takes another spec.</summary>
    /// <param name="uid">UID of the NodeMirror; empty: there is none.</param>
    /// <param name="generation">Its generation.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="unreadable">Sessions of it that this version cannot read.</param>
    /// <param name="writtenAt">When its age counts from; null if that is not known.</param>
    public void Take(string uid, long generation, NodeMirrorSpec spec, IReadOnlyList<SessionStatus> unreadable, DateTimeOffset? writtenAt) =>
        (identity, Spec, rejected, countFrom) = ((uid, generation), spec, unreadable, writtenAt);

    /// <summary>Nothing is to be mirrored until the server answers again.</summary>
    public SpecSnapshot Stop()
    {
        identity = Stopped;
        return new(new(), 0, null, []);
    }

    /// <summary>The loop's input: sessions that name a set that was not read yet wait, and those that cannot be applied are rejected.</summary>
    /// <param name="known">The AddressSets as they are known; null for one that does not exist.</param>
    public SpecSnapshot Compose(ImmutableDictionary<string, PrefixSet?> known)
    {
        var existing = new PrefixSets(known.Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value!, StringComparer.Ordinal));
        var (ready, waiting) = SelectionGate.Hold(Spec, known.ContainsKey);
        var (kept, refused) = SelectionGate.Split(ready, existing);
        var snapshot = new SpecSnapshot(kept, identity!.Value.Generation, countFrom, [.. rejected, .. waiting, .. refused]) { Sets = existing };
        // The age of a spec says nothing about the speed of a later change of a set.
        countFrom = null;
        return snapshot;
    }
}
