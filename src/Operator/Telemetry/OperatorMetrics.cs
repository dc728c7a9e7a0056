using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace K8sMirror.Operator.Telemetry;

/// <summary>All instruments of the operator. Labels are kinds, verbs, outcomes and states: bounded, never a name of an object.</summary>
internal sealed class OperatorMetrics : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "K8sMirror.Operator";

    /// <summary>Spans of passes and writes.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _reconcile;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _watchRestarts;
    private readonly Counter<long> _lists;
    private readonly Counter<long> _undecodable;
    private readonly Counter<long> _wakeups;
    private readonly Counter<long> _leaderChanges;
    private volatile ObjectCounts _counts = new();

    /// <summary>Creates the instruments.</summary>
    public OperatorMetrics()
    {
        _reconcile = _meter.CreateHistogram<double>(
            "k8smirror_reconcile_duration", "s", "Time of one pass over the cluster, by outcome",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30] });
        _writes = _meter.CreateCounter<long>("k8smirror_operator_writes", null, "Requests that change an object, by kind, verb and outcome");
        _watchRestarts = _meter.CreateCounter<long>("k8smirror_operator_watch_restarts", null, "Watches begun anew, by kind and cause");
        _lists = _meter.CreateCounter<long>("k8smirror_operator_lists", null, "Complete lists read, by kind");
        _undecodable = _meter.CreateCounter<long>("k8smirror_operator_undecodable", null, "Objects that could not be read, by kind");
        _wakeups = _meter.CreateCounter<long>("k8smirror_operator_wakeups", null, "Requests for a pass, by source; many are merged into one pass");
        _leaderChanges = _meter.CreateCounter<long>("k8smirror_operator_leader_changes", null, "Times that this replica began or ended leading");
        _meter.CreateObservableGauge("k8smirror_operator_leader", () => IsLeader ? 1 : 0, null, "1 on the replica that leads");
        _meter.CreateObservableGauge("k8smirror_operator_queue_depth", () => QueueDepth, null, "1 while a pass is due and has not begun");
        _meter.CreateObservableGauge("k8smirror_operator_objects", Objects, null, "Objects by kind and state, as of the last pass of the leader");
        _meter.CreateObservableGauge(
            "k8smirror_build_info", () => new Measurement<int>(1, new("version", BuildVersion.Text), new("component", "operator")), null, "Version");
    }

    /// <summary>True while this replica leads.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>1 while a pass is due.</summary>
    public int QueueDepth { get; set; }

    /// <summary>What the last pass saw.</summary>
    public ObjectCounts Counts
    {
        get => _counts;
        set => _counts = value;
    }

    /// <summary>A pass ended.</summary>
    public void Reconciled(TimeSpan took, string outcome) => _reconcile.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A changing request ended.</summary>
    public void Wrote(string kind, string verb, string outcome) =>
        _writes.Add(1, new("kind", kind), new("verb", verb), new("outcome", outcome));

    /// <summary>A watch begins anew.</summary>
    public void WatchRestarted(string kind, string cause) => _watchRestarts.Add(1, new("kind", kind), new("cause", cause));

    /// <summary>A list was read to its end.</summary>
    public void Listed(string kind) => _lists.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>An object could not be read.</summary>
    public void Undecodable(string kind) => _undecodable.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Someone asked for a pass.</summary>
    public void Woken(string source) => _wakeups.Add(1, new KeyValuePair<string, object?>("source", source));

    /// <summary>Leading began or ended.</summary>
    public void Leading(bool leads)
    {
        IsLeader = leads;
        _leaderChanges.Add(1, new KeyValuePair<string, object?>("to", leads ? "leader" : "follower"));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Objects()
    {
        // A follower has not looked: a number from when it led would be added to the leader's.
        return !IsLeader ? [] : _counts.All.Select(count => new Measurement<int>(count.Value, new("kind", count.Kind), new("state", count.State)));
    }
}
