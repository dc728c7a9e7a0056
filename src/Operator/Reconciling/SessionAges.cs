using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// The generation of a NodeMirror since which each of its sessions is unchanged. What an agent reported of that generation or of a later
/// one is still true of the session, whatever else was written since: one mirror is not in doubt because another one came. A session that
/// left and came back is different: in between, its copies may have ended. Memory of the leader; without it, only a report of the
/// present generation counts.
/// </summary>
internal sealed class SessionAges
{
    private Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    /// <summary>Reads all NodeMirrors; call it in each pass, so that no generation is missed.</summary>
    public void Look(IEnumerable<NodeMirror> nodeMirrors)
    {
        var next = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var now in nodeMirrors)
        {
            next[now.Metadata.Name] = Look(now, nodes.GetValueOrDefault(now.Metadata.Name));
        }
        nodes = next;
    }

    /// <summary>The generation from which on a report of this mirror counts.</summary>
    public long SinceOf(NodeMirror nodeMirror, string mirror) =>
        nodes.TryGetValue(nodeMirror.Metadata.Name, out var node) && node.Is(nodeMirror) && node.Generation == nodeMirror.Metadata.Generation
            ? node.SinceOf(mirror)
            : nodeMirror.Metadata.Generation;

    private static Node Look(NodeMirror now, Node? before)
    {
        var generation = now.Metadata.Generation;
        if (before?.Is(now) != true || generation < before.Generation || generation > before.Generation + 1)
        {
            return new(now.Metadata.Uid, generation, now.Spec, generation, new Dictionary<string, long>());
        }
        if (generation == before.Generation)
        {
            return before;
        }
        // Earlier changes no longer matter once a later generation was reported.
        var reported = now.Status is { } status && status.ObservedGeneration <= generation ? status.ObservedGeneration : 0;
        var recent = before.Recent.Where(change => change.Value > reported).ToDictionary(StringComparer.Ordinal);
        var (old, present) = (ByMirror(before.Spec), ByMirror(now.Spec));
        foreach (var mirror in old.Keys.Union(present.Keys).Where(mirror => !AreSame(old.GetValueOrDefault(mirror), present.GetValueOrDefault(mirror))))
        {
            recent[mirror] = generation;
        }
        return new(now.Metadata.Uid, generation, now.Spec, before.Start, recent);
    }

    private static Dictionary<string, MirrorSession> ByMirror(NodeMirrorSpec spec) =>
        spec.Sessions.DistinctBy(session => session.Mirror).ToDictionary(session => session.Mirror, StringComparer.Ordinal);

    private static bool AreSame(MirrorSession? a, MirrorSession? b) =>
        // Pods come and go; their number does not put in doubt what a node reported of the mirror.
        a is not null && b is not null && DeepEquality.AreEqual(a with { Pods = null }, b with { Pods = null });

    /// <param name="Uid">Of the NodeMirror.</param>
    /// <param name="Generation">The latest that was seen.</param>
    /// <param name="Spec">Of that generation.</param>
    /// <param name="Start">The first generation that was seen; a mirror that is not in <paramref name="Recent"/> counts from it.</param>
    /// <param name="Recent">Mirrors that came, changed or left later, and when; what was reported since may be left out.</param>
    private sealed record Node(string? Uid, long Generation, NodeMirrorSpec Spec, long Start, IReadOnlyDictionary<string, long> Recent)
    {
        public bool Is(NodeMirror mirror) => Uid == mirror.Metadata.Uid;

        public long SinceOf(string mirror) => Recent.TryGetValue(mirror, out var since) ? since : Start;
    }
}
