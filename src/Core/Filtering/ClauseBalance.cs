namespace K8sMirror.Core.Filtering;

/// <summary>
/// How a clause spreads conversations. Which target a conversation gets stands in a table outside, which changes with the targets' health: nothing
/// of that is in here, or a failure would need another filter.
/// </summary>
/// <param name="Place">Of the table in the kernel; 0: it has none yet.</param>
/// <param name="Picks">By ordinal of the target.</param>
public sealed record ClauseBalance(uint Place, IReadOnlyList<ClausePick> Picks)
{
    /// <inheritdoc/>
    public bool Equals(ClauseBalance? other) => other is not null && Place == other.Place && Picks.SequenceEqual(other.Picks);

    /// <inheritdoc/>
    public override int GetHashCode() => Picks.Aggregate(HashCode.Combine(Place), (hash, p) => HashCode.Combine(hash, p));
}
