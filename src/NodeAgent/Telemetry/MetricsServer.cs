using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
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

    private const string MetricsPath = "/metrics";
    private readonly MeterProvider provider;
    private readonly HttpListener pages = new();
    private readonly HttpClient inward = new();
    private readonly MetricsAddress exporter;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public MetricsServer(MetricsAddress address, Meter meter, Probes answers)
    {
        // The exporter's own listener takes one address, never all of them: then it stands on the loopback device, behind this one.
        exporter = address.IsEverywhere ? new("127.0.0.1", FreePort()) : address;
        foreach (var page in (string[])["/healthz", "/readyz", .. address.IsEverywhere ? [MetricsPath] : Array.Empty<string>()])
        {
            pages.Prefixes.Add($"http://{address.Host}:{address.Port}{page}/");
        }
        try
        {
            pages.Start();
            provider = Export(meter);
        }
        catch (Exception e) when (e is HttpListenerException or SocketException or InvalidOperationException)
        {
            pages.Close();
            throw new IOException($"metrics cannot be served at {address}: {e.Message}; choose another --metrics-address, or '' for none", e);
        }
        _ = ServeAsync(answers);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        provider.Dispose();
        pages.Close();
        inward.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private MeterProvider Export(Meter meter) => Sdk.CreateMeterProviderBuilder()
        .AddMeter(meter.Name)
        .AddView(i => Metrics.All.FirstOrDefault(m => m.Name == i.Name) is { } metric && metric.Labels.Any(l => l is "mirror" or "source")
            ? new() { CardinalityLimit = MaxEdges * ValuesOfLastLabel(metric) }
            : null)
        .AddPrometheusHttpListener(o =>
        {
            o.Host = exporter.Host;
            o.Port = exporter.Port;
            // The names in the docs are the names on the wire: no scope labels, no target_info.
            o.ScopeInfoEnabled = false;
            o.TargetInfoEnabled = false;
        })
        .Build();

    private static int ValuesOfLastLabel(Metric metric) =>
        metric == Metrics.Dropped ? Enum.GetValues<Datapath.DropReason>().Length
        : metric == Metrics.EdgeFailing ? ReasonsOfAnEdge
        : metric == Metrics.SessionEdges ? Enum.GetValues<Core.Api.ProgrammedState>().Length
        : 1;

    private async Task ServeAsync(Probes answers)
    {
        while (pages.IsListening)
        {
            try
            {
                var context = await pages.GetContextAsync().ConfigureAwait(false);
                switch (context.Request.Url?.AbsolutePath.TrimEnd('/'))
                {
                    case MetricsPath:
                        _ = PassOnAsync(context);
                        break;
                    case "/healthz":
                        Answer(context, answers.Health());
                        break;
                    default:
                        Answer(context, answers.Readiness());
                        break;
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The client went away, or we are closing; the loop's condition tells which.
            }
        }
    }

    private static void Answer(HttpListenerContext context, ProbeAnswer answer)
    {
        context.Response.StatusCode = answer.IsGood ? 200 : 503;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Close(System.Text.Encoding.UTF8.GetBytes(answer.Text + "\n"), willBlock: false);
    }

    private async Task PassOnAsync(HttpListenerContext context)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{exporter}{MetricsPath}");
            if (context.Request.Headers["Accept"] is { Length: > 0 } accept)
            {
                request.Headers.TryAddWithoutValidation("Accept", accept);
            }
            using var answer = await inward.SendAsync(request).ConfigureAwait(false);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.Close(await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false), willBlock: false);
        }
        catch (Exception e) when (e is HttpRequestException or HttpListenerException or ObjectDisposedException or InvalidOperationException or TaskCanceledException)
        {
            context.Response.Abort();
        }
    }
}
