using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>What is said about pods' NICs.</summary>
internal static partial class PodLog
{
    [LoggerMessage(1, LogLevel.Error, "Which NIC is which pod's could not be saved, so that an agent that starts again may take another pod for one that has ended: {Problem}")]
    public static partial void NotSaved(ILogger logger, string problem);
}
