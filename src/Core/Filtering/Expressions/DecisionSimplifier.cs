
namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Makes a decision list shorter without changing what it decides.</summary>
internal static class DecisionSimplifier
{
    // The conditions that may have several values in a rule, and how to get and set them.
    private static readonly SetField[] Fields =
    [
        new Field<RangeSet>(m => m.Vlans, (m, v) => m with { Vlans = v }),
        new Field<RangeSet>(m => m.IcmpTypes, (m, v) => m with { IcmpTypes = v }),
        new Field<RangeSet>(m => m.IcmpCodes, (m, v) => m with { IcmpCodes = v }),
        new Field<RangeSet>(m => m.Source.Ports, (m, v) => m with { Source = m.Source with { Ports = v } }),
        new Field<RangeSet>(m => m.Destination.Ports, (m, v) => m with { Destination = m.Destination with { Ports = v } }),
        new Field<RangeSet>(m => m.Source.Macs, (m, v) => m with { Source = m.Source with { Macs = v } }),
        new Field<RangeSet>(m => m.Destination.Macs, (m, v) => m with { Destination = m.Destination with { Macs = v } }),
        new Field<AddressRanges>(m => m.Source.Addresses, (m, v) => m with { Source = m.Source with { Addresses = v } }),
        new Field<AddressRanges>(m => m.Destination.Addresses, (m, v) => m with { Destination = m.Destination with { Addresses = v } }),
    ];

    public static DecisionList Simplify(DecisionList list)
    {
        var steps = new List<FilterStep>();
        var vanished = false;
        var last = list.Default;
        foreach (var run in RunsOf(list.Steps))
        {
            var action = run[0].Action;
            var matches = Joined(WithoutCovered(steps, run.Select(s => s.Match)));
            if (matches.Contains(PacketMatch.Any))
            {
                // Nothing is evaluated after a step that always holds: it is the default.
                last = action;
                break;
            }
            vanished |= matches.Count == 0;
            steps.AddRange(matches.Select(m => new FilterStep(m, action)));
        }
        while (steps.Count > 0 && steps[^1].Action == last)
        {
            steps.RemoveAt(steps.Count - 1);
        }
        var result = new DecisionList(steps, last);
        // The runs before and after one that vanished are one run now.
        return vanished ? Simplify(result) : result;
    }

    /// <summary>Adjacent steps with the same action, whose order does not matter.</summary>
    public static IEnumerable<List<FilterStep>> RunsOf(IReadOnlyList<FilterStep> steps)
    {
        for (var from = 0; from < steps.Count;)
        {
            var run = steps.Skip(from).TakeWhile(s => s.Action == steps[from].Action).ToList();
            from += run.Count;
            yield return run;
        }
    }

    private static IEnumerable<PacketMatch> WithoutCovered(List<FilterStep> before, IEnumerable<PacketMatch> run) =>
        run.Where(m => !before.Exists(s => s.Match.Covers(m)));

    private static List<PacketMatch> Joined(IEnumerable<PacketMatch> run)
    {
        var matches = run.Distinct().ToList();
        for (var count = int.MaxValue; matches.Count < count;)
        {
            count = matches.Count;
            matches = WithoutCoveredByOthers(Fields.Aggregate(matches, (all, field) => field.Join(all)));
        }
        return matches;
    }

    private static List<PacketMatch> WithoutCoveredByOthers(List<PacketMatch> matches)
    {
        // They are all different, so no two cover and remove each other.
        return [.. matches.Where(m => !matches.Exists(other => !ReferenceEquals(other, m) && other.Covers(m)))];
    }

    private abstract class SetField
    {
        public abstract List<PacketMatch> Join(List<PacketMatch> matches);
    }

    private sealed class Field<T>(Func<PacketMatch, T?> get, Func<PacketMatch, T?, PacketMatch> with) : SetField
        where T : class, IValueSet<T>
    {
        // Matches that differ only in this condition become one match with the values of both.
        public override List<PacketMatch> Join(List<PacketMatch> matches)
        {
            var joined = new List<PacketMatch>(matches.Count);
            var places = new Dictionary<PacketMatch, int>();
            foreach (var match in matches)
            {
                if (get(match) is not { } values)
                {
                    joined.Add(match);
                }
                else if (places.TryAdd(with(match, null), joined.Count))
                {
                    joined.Add(match);
                }
                else
                {
                    var place = places[with(match, null)];
                    joined[place] = with(match, get(joined[place])!.Union(values));
                }
            }
            return joined;
        }
    }
}
