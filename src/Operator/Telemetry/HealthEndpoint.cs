using System.Net;
using System.Text;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Telemetry;

/// <summary>
/// <c>/healthz</c> (the process serves) and <c>/readyz</c> (all caches have synced), on the listener's port that the Prometheus
/// exporter uses too. A replica that does not lead is ready: it could lead at once.
/// </summary>
internal sealed partial class HealthEndpoint(MetricsAddress address, ClusterCaches caches, ILogger<HealthEndpoint> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (address.Port == 0)
        {
            return;
        }

        var prefix = $"http://{address.Host}:{address.Port}/";
        using var listener = new HttpListener();
        listener.Prefixes.Add(prefix + "healthz/");
        listener.Prefixes.Add(prefix + "readyz/");
        listener.Start();
        LogServing(prefix);
        using var stop = stoppingToken.Register(listener.Close);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Answer(await listener.GetContextAsync().ConfigureAwait(false));
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // A client that hung up, or the end.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var ready = context.Request.Url?.AbsolutePath.StartsWith("/readyz", StringComparison.Ordinal) != true || caches.HaveSynced;
        var body = Encoding.UTF8.GetBytes(ready ? "ok\n" : $"not listed yet: {caches.Missing}\n");
        context.Response.StatusCode = ready ? 200 : 503;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Close(body, willBlock: false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving metrics, healthz and readyz at {Prefix}")]
    private partial void LogServing(string prefix);
}
