using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Tells mirrors that they select the same packets for the same target on some node. Both stay accepted; one copy is sent.</summary>
internal static class OverlapFinder
{
    // Each of a thousand mirrors of one NIC would else be told of 999 others: more than the operator's memory holds.
    private const int MostTold = 16;

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
                    Tell(owner, pair.First, other.Name, pair.Target, owner);
                    Tell(other, pair.Second, owner.Name, pair.Target, owner);
                }
            }
        }
        foreach (var candidate in candidates.Where(c => c.Overlaps > MostTold))
        {
            var rest = candidate.Overlaps - MostTold;
            candidate.Findings.Add(new(Reasons.Overlap, "spec.sources", $"{rest} more mirrors select packets of these for the same targets as well", IsRefusal: false)
            {
                Count = rest,
            });
        }
    }

    private static void Tell(Candidate candidate, int source, string other, string target, Candidate owner)
    {
        if (candidate.Overlaps++ < MostTold)
        {
            candidate.Findings.Add(Notice(source, other, target, owner == candidate ? "this mirror" : $"mirror {owner.Name}"));
        }
    }

    private static Finding Notice(int source, string other, string target, string owner) => new(
        Reasons.Overlap,
        $"spec.sources[{source}]",
        $"mirror {other} selects these packets for {target} as well; one copy is sent, counted for {owner}",
        IsRefusal: false);

    private static (int First, int Second, string Target)? Meeting(Candidate a, Candidate b)
    {
        if (a.Mirror.Spec.Targets.FirstOrDefault(t => b.Targets.Contains(t.Interface))?.Interface is not { } target)
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
