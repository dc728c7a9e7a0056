namespace K8sMirror.NodeAgent.Planning;

/// <summary>Everything that <see cref="DatapathPlanner"/> decided.</summary>
/// <param name="Edges">What the kernel must apply, sorted by key.</param>
/// <param name="Sessions">Result for each session, sorted by mirror name.</param>
/// <param name="Warnings">Sorted by mirror, edge.</param>
internal sealed record DatapathPlan(
    IReadOnlyList<DesiredEdge> Edges, IReadOnlyList<PlannedSession> Sessions, IReadOnlyList<PlanWarning> Warnings);
