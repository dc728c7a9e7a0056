using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>What an edge says of its target, for mirrors that spread conversations: who gets no copies has them go to others. Pure.</summary>
internal static class TargetHealth
{
    /// <summary>True if copies reach the target now.</summary>
    public static bool IsReached(PlannedEdge edge) => edge.State == ProgrammedState.Programmed;

    /// <summary>True if this NIC never has copies sent to the target, whatever happens to the target itself: a loop, a limit, one and the same NIC.</summary>
    public static bool IsRefused(PlannedEdge edge) => !edge.IsDesired && edge.Reason != Reasons.InterfaceNotFound;
}
