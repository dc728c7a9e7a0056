namespace K8sMirror.Core.Filtering;

/// <summary>
/// How a clause distributes conversations. Which target gets a conversation is in a separate table, which changes with the targets' health, so that a failure
/// does not need another filter.
/// </summary>
/// <param name="Place">Index of the table in the kernel; 0 if it has none yet.</param>
/// <param name="Picks">By ordinal of the target.</param>
public sealed record ClauseBalance(uint Place, IReadOnlyList<ClausePick> Picks)
{
    /// <inheritdoc/>
    public bool Equals(ClauseBalance? other) => other is not null && Place == other.Place && Picks.SequenceEqual(other.Picks);

    /// <inheritdoc/>
    public override int GetHashCode() => Picks.Aggregate(HashCode.Combine(Place), (hash, p) => HashCode.Combine(hash, p));
}
