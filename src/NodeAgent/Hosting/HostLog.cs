using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>What the process says of itself.</summary>
internal static partial class HostLog
{
    [LoggerMessage(40, LogLevel.Information, "k8smirror-agent {Version}: {Source}, attached by {Attach}, CPU budget {Budget:P0}")]
    public static partial void Started(ILogger logger, string version, string source, string attach, double budget);

    [LoggerMessage(41, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(ILogger logger, string warning);

    [LoggerMessage(42, LogLevel.Critical, "The agent exits on an unexpected error; its mirrors continue from their pins until the deadline")]
    public static partial void Bug(ILogger logger, Exception exception);
}
