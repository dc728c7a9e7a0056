using System.Diagnostics;
using System.Diagnostics.Metrics;
using K8sMirror.CommandLine;

namespace K8sMirror.Operator.Telemetry;

/// <summary>All instruments of the operator. Labels are kinds, verbs, outcomes and states: bounded, never a name of an object.</summary>
internal sealed class OperatorMetrics : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "K8sMirror.Operator";

    /// <summary>Spans of passes and writes.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter = new(Name);
    private readonly TimeProvider clock;
    private readonly Histogram<double> reconcile;
    private readonly Counter<long> writes;
    private readonly Counter<long> watchRestarts;
    private readonly Counter<long> lists;
    private readonly Counter<long> undecodable;
    private readonly Counter<long> wakeups;
    private readonly Counter<long> leaderChanges;
    private volatile ObjectCounts counts = new();

    /// <summary>Creates the instruments.</summary>
    public OperatorMetrics(TimeProvider clock)
    {
        this.clock = clock;
        reconcile = meter.CreateHistogram<double>(
            "k8smirror_operator_reconcile_duration", "s", "Time of one pass over the cluster, by outcome",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30] });
        writes = meter.CreateCounter<long>("k8smirror_operator_writes", null, "Requests that change an object, by kind, verb and outcome");
        watchRestarts = meter.CreateCounter<long>("k8smirror_operator_watch_restarts", null, "Watches opened again, by kind and cause");
        lists = meter.CreateCounter<long>("k8smirror_operator_lists", null, "Complete lists read, by kind");
        undecodable = meter.CreateCounter<long>("k8smirror_operator_undecodable", null, "Objects that could not be read, by kind");
        wakeups = meter.CreateCounter<long>("k8smirror_operator_wakeups", null, "Requests for a pass, by source; many are merged into one pass");
        leaderChanges = meter.CreateCounter<long>("k8smirror_operator_leader_changes", null, "Times that this replica began or ended leading");
        meter.CreateObservableGauge("k8smirror_operator_leader", () => IsLeader ? 1 : 0, null, "1 on the replica that leads");
        meter.CreateObservableGauge("k8smirror_operator_queue_depth", () => QueueDepth, null, "1 while a pass is due and has not begun");
        meter.CreateObservableGauge("k8smirror_operator_objects", Objects, null, "Objects by kind and state, as of the last pass of the leader");
        meter.CreateObservableGauge(
            "k8smirror_operator_build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", BuildVersion.Text)), null, "Version");
    }

    /// <summary>True while this replica leads.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>1 while a pass is due.</summary>
    public int QueueDepth { get; set; }

    /// <summary>What the last pass saw.</summary>
    public ObjectCounts Counts
    {
        get => counts;
        set => counts = value;
    }

    /// <summary>A pass ended.</summary>
    public void Reconciled(TimeSpan took, string outcome) => reconcile.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A changing request ended.</summary>
    public void Wrote(string kind, string verb, string outcome) =>
        writes.Add(1, new("kind", kind), new("verb", verb), new("outcome", outcome));

    /// <summary>A watch is opened again.</summary>
    public void WatchRestarted(string kind, string cause) => watchRestarts.Add(1, new("kind", kind), new("cause", cause));

    /// <summary>A list was read to its end.</summary>
    public void Listed(string kind) => lists.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>An object could not be read.</summary>
    public void Undecodable(string kind) => undecodable.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Someone asked for a pass.</summary>
    public void Woken(string source) => wakeups.Add(1, new KeyValuePair<string, object?>("source", source));

    /// <summary>Leading began or ended.</summary>
    public void Leading(bool leads)
    {
        IsLeader = leads;
        leaderChanges.Add(1, new KeyValuePair<string, object?>("to", leads ? "leader" : "follower"));
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<int>> Objects()
    {
        // A follower makes no passes: its numbers from an earlier term would be added to the leader's.
        return !IsLeader ? [] : counts.At(clock.GetUtcNow()).Select(count => new Measurement<int>(count.Value, new("kind", count.Kind), new("state", count.State)));
    }
}
