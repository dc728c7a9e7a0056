using System.Diagnostics.Metrics;
using K8sMirror.Serving;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>Serves the agent's metrics in Prometheus' text format.</summary>
internal sealed class MetricsServer : IDisposable
{
    /// <summary>
    /// Edges, counted under each of their mirrors, that have series of their own: 64 sources × 64 targets. What is beyond goes into one
    /// overflow series instead of growing without end.
    /// </summary>
    public const int MaxEdges = 64 * 64;

    /// <summary>Loopback by default.</summary>
    public static ServingAddress DefaultAddress { get; } = new(System.Net.IPAddress.Loopback, 9464);

    // Most edges never fail, and few for more than one reason: far below the size of the set.
    private const int ReasonsOfAnEdge = 3;

    // Longer than an agent waits for its API server before it takes the spec from the disk, shorter than scrapers wait.
    private static readonly TimeSpan FirstPassPatience = TimeSpan.FromSeconds(4);

    private readonly TaskCompletionSource collectable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MeterProvider provider;
    private readonly PageServer pages;
    private bool isDisposed;

    /// <summary>Starts to listen; the metrics wait for <see cref="CollectAfter"/>.</summary>
    /// <exception cref="IOException">The address cannot be bound; the message names it.</exception>
    public MetricsServer(ServingAddress address, Meter meter, Probes answers, ILoggerFactory logs)
    {
        provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .AddView(i => Metrics.All.FirstOrDefault(m => m.Name == i.Name) is { } metric && metric.Labels.Any(l => l is "mirror" or "source" or "target")
                ? new() { CardinalityLimit = MaxEdges * ValuesOfLastLabel(metric) }
                : null)
            .AddPage()
            .Build();
        try
        {
            pages = PageServer.StartAsync(address, provider, answers.Health, answers.Readiness, logs, collectable.Task, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>
    /// All instruments are there. What mirrors have is there after the first pass; earlier requests are answered then, or after four seconds
    /// without them: an agent that does not get its spec must be visible.
    /// </summary>
    public void CollectAfter(Task firstPass) => _ = Task.WhenAny(firstPass, Task.Delay(FirstPassPatience))
        .ContinueWith(_ => collectable.TrySetResult(), TaskScheduler.Default);

    /// <summary>Stops listening; once is enough.</summary>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }
        isDisposed = true;
        collectable.TrySetCanceled();
        pages.DisposeAsync().AsTask().GetAwaiter().GetResult();
        provider.Dispose();
    }

    private static int ValuesOfLastLabel(Metric metric) =>
        metric == Metrics.Dropped || metric == Metrics.DroppedBytes ? Enum.GetValues<Datapath.Counters.DropReason>().Length
        : metric == Metrics.EdgeFailing ? ReasonsOfAnEdge
        : metric == Metrics.SessionEdges ? Enum.GetValues<Core.Api.ProgrammedState>().Length
        : 1;
}
