using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.Serving;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>How this agent is to run.</summary>
/// <param name="Datapath">The datapath.</param>
/// <param name="Loop">The loop's times.</param>
/// <param name="MetricsAddress">Where metrics are served; null if nowhere.</param>
/// <param name="HealthAddress">Where probes are served; null if nowhere.</param>
/// <param name="JsonLogs">JSON, or readable lines.</param>
/// <param name="LogLevel">Minimum log level.</param>
internal sealed record AgentSettings(
    DatapathOptions Datapath, AgentLoopOptions Loop, ServingAddress? MetricsAddress, ServingAddress? HealthAddress, bool JsonLogs, LogLevel LogLevel)
{
    /// <summary>Where the agent keeps what it must know after a restart; null for nowhere.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Which boot of the node this is; empty if not known.</summary>
    public string BootId { get; init; } = "";
}
