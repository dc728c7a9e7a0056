using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Admits mirrors to a node's spec while there is room: by priority, then the older one, then by name. One that does not fit does not keep out a smaller one
/// after it, and a new one never displaces one that goes before it.
/// </summary>
internal sealed class SpecRoom
{
    private static readonly int Envelope = """{"sessions":[]}""".Length;

    private readonly List<(int At, MirrorSession Session, int Bytes)> byRank;
    private readonly int most;

    /// <param name="planned">Mirrors that are planned somewhere.</param>
    /// <param name="most">Maximum size of a spec in bytes.</param>
    public SpecRoom(IReadOnlyList<Candidate> planned, int most)
    {
        this.most = most;
        byRank =
        [
            .. planned
                .Select((candidate, at) => (Candidate: candidate, At: at))
                .OrderByDescending(p => p.Candidate.Mirror.Spec.Priority)
                // A mirror that is not on a server yet will be younger than all others.
                .ThenBy(p => p.Candidate.Mirror.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
                .ThenBy(p => p.Candidate.Name, StringComparer.Ordinal)
                .Select(p => (p.At, p.Candidate.Session, NodeMirrorLimits.BytesOf(p.Candidate.Session))),
        ];
    }

    /// <summary>Indexes, among the planned ones, of the mirrors that a node has no room for.</summary>
    /// <param name="sessions">Session of each planned mirror on the node; null if it has none.</param>
    public IReadOnlyList<int> LeftOut(IReadOnlyList<MirrorSession?> sessions)
    {
        var leftOut = new List<int>();
        var used = Envelope;
        foreach (var (at, bare, bareBytes) in byRank)
        {
            if (sessions[at] is not { } session)
            {
                continue;
            }
            // Only pods differ from node to node.
            var bytes = ReferenceEquals(session, bare) ? bareBytes : NodeMirrorLimits.BytesOf(session);
            if (bytes <= most - used)
            {
                used += bytes;
            }
            else
            {
                leftOut.Add(at);
            }
        }
        return leftOut;
    }
}
