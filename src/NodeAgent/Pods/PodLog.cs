using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>What is said about pods' NICs.</summary>
internal static partial class PodLog
{
    [LoggerMessage(1, LogLevel.Error, "The pods' NICs could not be saved, so a restarted agent may take another pod for one that has ended: {Problem}")]
    public static partial void NotSaved(ILogger logger, string problem);
}
