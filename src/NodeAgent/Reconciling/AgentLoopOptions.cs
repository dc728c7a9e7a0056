namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Times that the loop keeps.</summary>
/// <param name="Resync">Longest time between two passes, a safety net for lost events.</param>
/// <param name="DeadMan">The datapath stops copying if it was not renewed for this long.</param>
/// <param name="Heartbeat">How often it is renewed.</param>
/// <param name="StopOnExit">True: an orderly exit removes all mirrors. False: they continue from their pins for <paramref name="DeadMan"/>.</param>
internal sealed record AgentLoopOptions(TimeSpan Resync, TimeSpan DeadMan, TimeSpan Heartbeat, bool StopOnExit)
{
    /// <summary>What <c>run</c> does when nothing is said.</summary>
    public static AgentLoopOptions Default { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), false);
}
