using K8sMirror.Serving;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Serves the agent's probes, apart from its metrics.</summary>
internal sealed class HealthServer : IDisposable
{
    private readonly ProbeServer server;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public HealthServer(ServingAddress address, Probes answers, ILoggerFactory logs) =>
        server = ProbeServer.StartAsync(address, answers.Health, answers.Readiness, logs, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Stops listening.</summary>
    public void Dispose() => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
