using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Tells mirrors that they select the same packets for the same target on some node. Both stay accepted; one copy is sent.</summary>
internal static class OverlapFinder
{
    /// <param name="candidates">Accepted ones, by (priority descending, name): of two, the first owns the copy.</param>
    public static void Find(List<Candidate> candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            for (var j = i + 1; j < candidates.Count; j++)
            {
                if (Meeting(candidates[i], candidates[j]) is { } pair && candidates[i].SharesNodeWith(candidates[j]))
                {
                    var (owner, other) = (candidates[i], candidates[j]);
                    owner.Findings.Add(Notice(pair.First, other.Name, pair.Target, "this mirror"));
                    other.Findings.Add(Notice(pair.Second, owner.Name, pair.Target, $"mirror {owner.Name}"));
                }
            }
        }
    }

    private static Finding Notice(int source, string other, string target, string owner) => new(
        Reasons.Overlap,
        $"spec.sources[{source}]",
        $"mirror {other} selects these packets for {target} as well; one copy is sent, counted for {owner}",
        IsRefusal: false);

    private static (int First, int Second, string Target)? Meeting(Candidate a, Candidate b)
    {
        var target = a.Mirror.Spec.Targets.Select(t => t.Interface).Intersect(b.Mirror.Spec.Targets.Select(t => t.Interface)).FirstOrDefault();
        if (target is null)
        {
            return null;
        }
        for (var i = 0; i < a.Sources.Count; i++)
        {
            for (var j = 0; j < b.Sources.Count; j++)
            {
                if (a.Sources[i].Meets(b.Sources[j]))
                {
                    return (i, j, target);
                }
            }
        }
        return null;
    }
}
