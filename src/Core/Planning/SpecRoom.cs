namespace K8sMirror.Core.Planning;

/// <summary>
/// Lets mirrors into a node's spec while there is room: by priority, then the older one, then by name. One that does not fit keeps no
/// smaller one out that comes after it, and one that comes never displaces another that goes before it.
/// </summary>
internal sealed class SpecRoom
{
    private static readonly int Envelope = """{"sessions":[]}""".Length;

    private readonly List<(Candidate Candidate, int Bytes)> byRank;
    private readonly int most;
    private readonly bool allFit;

    /// <param name="planned">Mirrors that are carried out somewhere.</param>
    /// <param name="most">Most bytes of a spec.</param>
    public SpecRoom(IEnumerable<Candidate> planned, int most)
    {
        this.most = most;
        byRank =
        [
            .. planned
                .OrderByDescending(c => c.Mirror.Spec.Priority)
                // What is not on a server yet will be younger than all that is.
                .ThenBy(c => c.Mirror.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
                .ThenBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => (c, NodeMirrorLimits.BytesOf(c.Session))),
        ];
        allFit = Envelope + byRank.Sum(c => (long)c.Bytes) <= most;
    }

    /// <summary>Which mirrors of a node have no room there.</summary>
    /// <param name="node">Number of the node.</param>
    public IReadOnlyList<Candidate> LeftOut(int node)
    {
        if (allFit)
        {
            return [];
        }
        var leftOut = new List<Candidate>();
        var used = Envelope;
        foreach (var (candidate, bytes) in byRank)
        {
            if (!candidate.Nodes[node])
            {
                continue;
            }
            if (bytes <= most - used)
            {
                used += bytes;
            }
            else
            {
                leftOut.Add(candidate);
            }
        }
        return leftOut;
    }
}
