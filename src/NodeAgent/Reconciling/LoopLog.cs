using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>What the loop says.</summary>
internal static partial class LoopLog
{
    [LoggerMessage(1, LogLevel.Error, "A pass failed and will be retried; programmed mirrors continue")]
    public static partial void PassFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The deadline of the datapath could not be renewed")]
    public static partial void HeartbeatFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "All mirrors were removed")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "The agent exits; mirroring continues from its pins and stops after {Deadline} without an agent")]
    public static partial void Kept(ILogger logger, TimeSpan deadline);

    [LoggerMessage(5, LogLevel.Information, "{Mirror}: {Edge} is mirrored")]
    public static partial void EdgeProgrammed(ILogger logger, string mirror, string edge);

    [LoggerMessage(6, LogLevel.Information, "{Mirror}: {Edge} waits: {Reason}: {Message}")]
    public static partial void EdgePending(ILogger logger, string mirror, string edge, string reason, string message);

    [LoggerMessage(7, LogLevel.Warning, "{Mirror}: {Edge} is not mirrored: {Reason}: {Message}")]
    public static partial void EdgeFailed(ILogger logger, string mirror, string edge, string reason, string message);

    [LoggerMessage(8, LogLevel.Information, "{Mirror}: {Edge} is no longer configured")]
    public static partial void EdgeGone(ILogger logger, string mirror, string edge);

    [LoggerMessage(9, LogLevel.Warning, "{Mirror} is refused: {Reason}: {Message}")]
    public static partial void SessionRefused(ILogger logger, string mirror, string reason, string message);

    [LoggerMessage(10, LogLevel.Warning,
        "{Edge}: a test frame that was sent to the target came back to the source: a loop; the edge is stopped, and tested again until it is gone")]
    public static partial void LoopProved(ILogger logger, string edge);

    [LoggerMessage(11, LogLevel.Information, "{Edge}: the loop is gone, or the edge is no longer configured")]
    public static partial void LoopGone(ILogger logger, string edge);

    [LoggerMessage(13, LogLevel.Warning, "Copies are refused to stay within the CPU budget: {Edges}")]
    public static partial void Shedding(ILogger logger, string edges);

    [LoggerMessage(14, LogLevel.Information, "The CPU budget is enough again")]
    public static partial void ShedNoMore(ILogger logger);

    [LoggerMessage(15, LogLevel.Information, "CPU {Cpus} makes the copies of hooks with many")]
    public static partial void Offload(ILogger logger, string cpus);

    [LoggerMessage(16, LogLevel.Warning, "{Problem}")]
    public static partial void NoOffload(ILogger logger, string problem);

    [LoggerMessage(12, LogLevel.Error, "The loop breakers could not be read")]
    public static partial void BreakersUnread(ILogger logger, Exception exception);

    [LoggerMessage(17, LogLevel.Error, "The queues of the targets could not be read")]
    public static partial void QueuesUnread(ILogger logger, Exception exception);

    [LoggerMessage(18, LogLevel.Warning, "{Mirror}: pod {Pod} is not mirrored: {Problem}")]
    public static partial void PodMissing(ILogger logger, string mirror, string pod, string problem);
}
