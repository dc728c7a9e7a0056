namespace K8sMirror.Core.Balancing;

/// <summary>A target among those that a mirror spreads conversations over.</summary>
/// <param name="Name">The same on every node.</param>
/// <param name="Weight">Its share, relative to the others; at least 1.</param>
public sealed record BalanceTarget(string Name, int Weight);
