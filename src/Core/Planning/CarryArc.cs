namespace K8sMirror.Core.Planning;

/// <summary>
/// A path within the node: packets that pass one hook pass the other as well, without a mirror. A veth end's egress carries to its peer's ingress, a VLAN's
/// egress to its lower device's egress, a lower device's ingress to its VLAN's ingress, and so on.
/// </summary>
/// <param name="From">Passed first.</param>
/// <param name="To">Passed next.</param>
public readonly record struct CarryArc(Hook From, Hook To);
