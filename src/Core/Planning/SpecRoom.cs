using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Lets mirrors into a node's spec while there is room: by priority, then the older one, then by name. One that does not fit keeps no
/// smaller one out that comes after it, and one that comes never displaces another that goes before it.
/// </summary>
internal sealed class SpecRoom
{
    private static readonly int Envelope = """{"sessions":[]}""".Length;

    private readonly List<(int At, MirrorSession Session, int Bytes)> byRank;
    private readonly int most;

    /// <param name="planned">Mirrors that are planned somewhere.</param>
    /// <param name="most">Most bytes of a spec.</param>
    public SpecRoom(IReadOnlyList<Candidate> planned, int most)
    {
        this.most = most;
        byRank =
        [
            .. planned
                .Select((candidate, at) => (Candidate: candidate, At: at))
                .OrderByDescending(p => p.Candidate.Mirror.Spec.Priority)
                // What is not on a server yet will be younger than all that is.
                .ThenBy(p => p.Candidate.Mirror.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
                .ThenBy(p => p.Candidate.Name, StringComparer.Ordinal)
                .Select(p => (p.At, p.Candidate.Session, NodeMirrorLimits.BytesOf(p.Candidate.Session))),
        ];
    }

    /// <summary>Which mirrors of a node have no room there: their places among the planned ones.</summary>
    /// <param name="sessions">What each planned mirror wants on the node; null means nothing.</param>
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
            // Pods differ from node to node, all the rest does not.
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
