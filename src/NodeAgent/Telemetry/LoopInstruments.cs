using System.Diagnostics.Metrics;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>What the loop measures of itself.</summary>
internal sealed class LoopInstruments : ILoopMeter
{
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Histogram<double> duration;
    private readonly Histogram<double> apply;
    private readonly Histogram<double> links;
    private readonly TimeProvider time;
    private long lastBeat;
    private double deadMan;

    /// <summary>Makes the instruments.</summary>
    public LoopInstruments(Meter meter, TimeProvider time)
    {
        this.time = time;
        duration = Histogram(meter, Metrics.ReconcileDuration);
        apply = Histogram(meter, Metrics.ApplyLatency);
        links = Histogram(meter, Metrics.LinkLatency);
        meter.CreateObservableGauge(Metrics.LastHeartbeat.Name, Beats, null, Metrics.LastHeartbeat.Help);
        meter.CreateObservableGauge(Metrics.DeadMan.Name, Limits, null, Metrics.DeadMan.Help);
    }

    /// <inheritdoc/>
    public void Passed(TimeSpan took, TimeSpan? sinceLinkEvent)
    {
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", "ok"));
        if (sinceLinkEvent is { } latency)
        {
            links.Record(latency.TotalSeconds);
        }
    }

    /// <inheritdoc/>
    public void Failed(TimeSpan took) => duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", "error"));

    /// <inheritdoc/>
    public void Applied(TimeSpan? sinceWritten)
    {
        if (sinceWritten is { } latency)
        {
            // Another machine's clock may be ahead of ours.
            apply.Record(Math.Max(0, latency.TotalSeconds));
        }
    }

    /// <inheritdoc/>
    public void Beat(TimeSpan limit)
    {
        Volatile.Write(ref deadMan, limit.TotalSeconds);
        Interlocked.Exchange(ref lastBeat, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static Histogram<double> Histogram(Meter meter, Metric metric) =>
        meter.CreateHistogram(metric.Name, unit: null, metric.Help, tags: null, Buckets);

    private IEnumerable<Measurement<double>> Limits() => Volatile.Read(ref deadMan) is var limit and not 0 ? [new(limit)] : [];

    private IEnumerable<Measurement<double>> Beats() =>
        Interlocked.Read(ref lastBeat) is var at and not 0 ? [new(at / 1000.0)] : [];
}
