namespace K8sMirror.NodeAgent.Planning;

/// <summary>A target among those that a mirror spreads conversations over.</summary>
/// <param name="Name">In its mirror; the same on every node.</param>
/// <param name="Id">What the node knows it by.</param>
/// <param name="Weight">Its share, against those of the others.</param>
public sealed record SpreadTarget(string Name, string Id, int Weight);
