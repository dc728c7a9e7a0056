namespace K8sMirror.Core.Planning;

/// <summary>The pods that a mirror's sources select, on the nodes that its selector matches.</summary>
/// <param name="Selected">How many.</param>
/// <param name="HostNetwork">Those of them whose network is the node's: they cannot be mirrored.</param>
/// <param name="OnNodes">How many of them have an address, for each of <see cref="MirrorPlan.Nodes"/> in order: those are in the node's session.</param>
public sealed record MirrorPods(int Selected, int HostNetwork, IReadOnlyList<int> OnNodes);
