using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Finds mirrors that select the same packets for the same target on some node. Both stay accepted; one copy is sent. Filters are ignored: two mirrors whose
/// filters accept no packet in common are reported, too.
/// </summary>
internal static class OverlapFinder
{
    // Otherwise each of a thousand mirrors of one NIC would report 999 others: more than the operator's memory holds.
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
                    Tell(owner, pair.First, other, pair.Target, owner);
                    Tell(other, pair.Second, owner, pair.Target, owner);
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

    private static void Tell(Candidate candidate, int source, Candidate other, string target, Candidate owner)
    {
        if (candidate.Overlaps++ < MostTold)
        {
            var (first, second) = owner == candidate ? ("this mirror", $"mirror {other.Name}") : ($"mirror {owner.Name}", "this mirror");
            var treatment = owner.Mirror.Spec.Distribution == MirrorDistribution.FlowHash
                ? $"one copy is sent: {first} decides on the conversations that it gives to this target, {second} on all others"
                : Selects(candidate) || Selects(other)
                ? $"one copy is sent, and the first by priority whose filter accepts the packet decides on it: {first} before {second}"
                : $"one copy is sent, counted for {first}";
            treatment += !Shapes(candidate) && !Shapes(other) ? ""
                : Selects(owner) ? "; snapLength and rateLimit are those of the mirror that decides" : $"; snapLength and rateLimit are those of {first}";
            candidate.Findings.Add(new(
                Reasons.Overlap, $"spec.sources[{source}]", $"mirror {other.Name} selects these packets for {target} as well; {treatment}", IsRefusal: false));
        }
    }

    private static bool Selects(Candidate candidate) => candidate.Mirror.Spec is { Filter: not null } or { Sampling: not null };

    private static bool Shapes(Candidate candidate) => candidate.Mirror.Spec is not { SnapLength: 0, RateLimit: null };

    private static (int First, int Second, string Target)? Meeting(Candidate a, Candidate b)
    {
        // Copies with different labels are different copies.
        if (a.Mirror.Spec.SourceTag?.Vlan != b.Mirror.Spec.SourceTag?.Vlan)
        {
            return null;
        }
        if (a.Mirror.Spec.Targets.FirstOrDefault(t => b.Targets.Contains(t.Id))?.Id is not { } target)
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
