namespace K8sMirror.Core.Filtering;

/// <summary>What a clause is for where one of its targets was picked. Both are 0 where the hook has no edge to it.</summary>
/// <param name="Edges">As <see cref="FilterClause.Edges"/>.</param>
/// <param name="Settled">As <see cref="FilterClause.Settled"/>.</param>
public readonly record struct ClausePick(ulong Edges, ulong Settled);
