using K8sMirror.Operator.Watching;
using K8sMirror.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace K8sMirror.Operator.Telemetry;

/// <summary>
/// Serves metrics and probes with the host: healthy once it serves, ready once all caches have synced. A replica that does not lead is ready:
/// it could lead at once.
/// </summary>
internal sealed partial class PageService(
    ServingAddress address, ClusterCaches caches, ILoggerFactory logs, ILogger<PageService> logger, MeterProvider? metrics = null) : IHostedService
{
    private PageServer? _pages;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (metrics is not null)
        {
            _pages = await PageServer.StartAsync(
                address, metrics, () => new(true, "ok"), Readiness, logs, Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            LogServing(address);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_pages is not null)
        {
            await _pages.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ProbeAnswer Readiness() => caches.HaveSynced ? new(true, "ok") : new(false, $"not listed yet: {caches.Missing}");

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving metrics, healthz and readyz at {Address}")]
    private partial void LogServing(ServingAddress address);
}
