using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>An edge of an <see cref="ObservedGroup"/>.</summary>
/// <param name="TargetId">From the label.</param>
/// <param name="TargetSlot">Slot in the targets map.</param>
/// <param name="Counter">Slot in the edges' counters.</param>
/// <param name="Level">From the label.</param>
/// <param name="Takes">Classes of packets that the target takes whole.</param>
/// <param name="Treatment">What happens to its packets.</param>
internal sealed record ObservedEdge(string TargetId, uint TargetSlot, uint Counter, int Level, PacketClasses Takes, Treatment Treatment)
{
    /// <summary>True if it is as desired; the target's NIC is in its slot.</summary>
    public bool Is(DesiredTarget target) =>
        TargetId == target.Id && Level == target.Level && Takes == target.Takes && Treatment == target.Treatment;
}
