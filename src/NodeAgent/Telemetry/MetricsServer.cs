using System.Diagnostics.Metrics;
using System.Net;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Serves <c>/metrics</c> in Prometheus' text format, and <c>/healthz</c> and <c>/readyz</c> on the same port.</summary>
internal sealed class MetricsServer : IDisposable
{
    /// <summary>
    /// Edges, counted under each of their mirrors, that have series of their own: 64 sources × 64 targets. What is beyond goes into one
    /// overflow series instead of growing without end.
    /// </summary>
    public const int MaxEdges = 64 * 64;

    // Most edges never fail, and few for more than one reason: far below the size of the set.
    private const int ReasonsOfAnEdge = 3;

    private readonly MeterProvider provider;
    private readonly HttpListener probes = new();

    /// <summary>Starts to listen.</summary>
    /// <exception cref="HttpListenerException">The address cannot be bound.</exception>
    public MetricsServer(MetricsAddress address, Meter meter, Probes answers)
    {
        probes.Prefixes.Add($"http://{address.Host}:{address.Port}/healthz/");
        probes.Prefixes.Add($"http://{address.Host}:{address.Port}/readyz/");
        probes.Start();
        try
        {
            provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(meter.Name)
                .AddView(i => Metrics.All.FirstOrDefault(m => m.Name == i.Name) is { } metric && metric.Labels.Any(l => l is "mirror" or "source")
                    ? new() { CardinalityLimit = MaxEdges * ValuesOfLastLabel(metric) }
                    : null)
                .AddPrometheusHttpListener(o =>
                {
                    o.Host = address.Host;
                    o.Port = address.Port;
                    // The names in the docs are the names on the wire: no scope labels, no target_info.
                    o.ScopeInfoEnabled = false;
                    o.TargetInfoEnabled = false;
                })
                .Build();
        }
        catch
        {
            probes.Close();
            throw;
        }
        _ = ServeProbesAsync(answers);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        provider.Dispose();
        probes.Close();
    }

    private static int ValuesOfLastLabel(Metric metric) =>
        metric == Metrics.Dropped ? Enum.GetValues<Datapath.DropReason>().Length
        : metric == Metrics.EdgeFailing ? ReasonsOfAnEdge
        : metric == Metrics.SessionEdges ? Enum.GetValues<Core.Api.ProgrammedState>().Length
        : 1;

    private async Task ServeProbesAsync(Probes answers)
    {
        while (probes.IsListening)
        {
            try
            {
                var context = await probes.GetContextAsync().ConfigureAwait(false);
                var answer = context.Request.Url?.AbsolutePath.TrimEnd('/') == "/healthz" ? answers.Health() : answers.Readiness();
                context.Response.StatusCode = answer.IsGood ? 200 : 503;
                context.Response.ContentType = "text/plain; charset=utf-8";
                context.Response.Close(System.Text.Encoding.UTF8.GetBytes(answer.Text + "\n"), willBlock: false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The client went away, or we are closing; the loop's condition tells which.
            }
        }
    }
}
