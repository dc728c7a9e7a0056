using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What an edge's state means for balancing mirrors: conversations of a target that gets no copies go to others. Pure.</summary>
internal static class TargetHealth
{
    /// <summary>True if copies reach the target now.</summary>
    public static bool IsReached(PlannedEdge edge) => edge.State == ProgrammedState.Programmed;

    /// <summary>True if this NIC never has copies sent to the target, whatever the target's state: a loop, a limit, the same NIC.</summary>
    public static bool IsRefused(PlannedEdge edge) => !edge.IsDesired && edge.Reason != Reasons.InterfaceNotFound;
}
