namespace K8sMirror.NodeAgent.Planning;

/// <summary>A target of a balancing mirror.</summary>
/// <param name="Name">In its mirror; the same on every node.</param>
/// <param name="Id">Its target id on the node.</param>
/// <param name="Weight">Its share, against those of the others.</param>
public sealed record SpreadTarget(string Name, string Id, int Weight);
