namespace K8sMirror.Core.Filtering;

/// <summary>A rule in one direction: one bit of every row.</summary>
/// <param name="Clause">Number of its clause.</param>
/// <param name="Rule">The rule.</param>
/// <param name="From">What the packet's source must be.</param>
/// <param name="To">What its destination must be.</param>
internal sealed record RuleBit(int Clause, PacketRule Rule, PacketEnd From, PacketEnd To)
{
    /// <summary>Bits of all clauses, in the order of evaluation.</summary>
    public static List<RuleBit> Of(IReadOnlyList<FilterClause> clauses)
    {
        var bits = new List<RuleBit>();
        for (var clause = 0; clause < clauses.Count; clause++)
        {
            var filter = clauses[clause].Filter;
            if (filter?.Scope?.Guard is { } guard)
            {
                bits.Add(new(clause, guard, guard.Source, guard.Destination));
            }
            foreach (var rule in filter?.Rules ?? [])
            {
                bits.Add(new(clause, rule, rule.Source, rule.Destination));
                if (rule.Bidirectional && rule.Source != rule.Destination)
                {
                    bits.Add(new(clause, rule, rule.Destination, rule.Source));
                }
            }
        }
        return bits;
    }
}
