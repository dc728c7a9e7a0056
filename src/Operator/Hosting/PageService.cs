using K8sMirror.Operator.Watching;
using K8sMirror.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace K8sMirror.Operator.Hosting;

/// <summary>
/// Serves metrics and probes with the host: healthy once it serves, ready once all caches have synced. A replica that does not lead is ready:
/// it could lead at once.
/// </summary>
internal sealed partial class PageService(
    ServingAddresses addresses, ClusterCaches caches, ILoggerFactory logs, ILogger<PageService> logger, MeterProvider? metrics = null) : IHostedService
{
    private PageServer? pages;
    private ProbeServer? probes;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (metrics is not null)
        {
            pages = await PageServer.StartAsync(
                addresses.Metrics, metrics, Health, Readiness, logs, Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            LogMetrics(addresses.Metrics);
        }
        if (addresses.Health.Port != 0)
        {
            probes = await ProbeServer.StartAsync(addresses.Health, Health, Readiness, logs, cancellationToken).ConfigureAwait(false);
            LogProbes(addresses.Health);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (probes is not null)
        {
            await probes.DisposeAsync().ConfigureAwait(false);
        }
        if (pages is not null)
        {
            await pages.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ProbeAnswer Health() => new(true, "ok");

    private ProbeAnswer Readiness() => caches.HaveSynced ? new(true, "ok") : new(false, $"not listed yet: {caches.Missing}");

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving metrics at {Address}")]
    private partial void LogMetrics(ServingAddress address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving healthz and readyz at {Address}")]
    private partial void LogProbes(ServingAddress address);
}
