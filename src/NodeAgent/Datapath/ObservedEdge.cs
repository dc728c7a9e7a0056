namespace K8sMirror.NodeAgent.Datapath;

/// <summary>An edge of an <see cref="ObservedGroup"/>.</summary>
/// <param name="TargetName">From the label.</param>
/// <param name="TargetSlot">Slot in the targets map.</param>
internal sealed record ObservedEdge(string TargetName, uint TargetSlot);
