namespace K8sMirror.Core.Filtering;

/// <summary>The edges of a clause if one of its targets was picked. Both are 0 if the hook has no edge to that target.</summary>
/// <param name="Edges">As <see cref="FilterClause.Edges"/>.</param>
/// <param name="Settled">As <see cref="FilterClause.Settled"/>.</param>
public readonly record struct ClausePick(ulong Edges, ulong Settled);
