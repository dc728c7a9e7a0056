using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// A datapath that is on the node only while there are mirrors. At rest nothing is attached, pinned or created; programs and maps stay
/// loaded, held only by this process, because otherwise the next <see cref="Apply"/> would wait half a second for the verifier.
/// </summary>
public sealed class RestingDatapath : IDatapath
{
    private readonly DatapathOptions options;
    private KernelDatapath? awake;
    private DatapathLoader? asleep;
    private bool isClean;
    private Action? alarmed;

    /// <summary>Opens immediately: what an earlier agent left is adopted, and missing kernel features are known from the start.</summary>
    /// <exception cref="Bpf.KernelException">The kernel refused; the message says what and why.</exception>
    public RestingDatapath(DatapathOptions options)
    {
        this.options = options;
        awake = KernelDatapath.Open(options);
        Features = awake.Features;
    }

    /// <inheritdoc/>
    public DatapathFeatures Features { get; }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeOutcome> Apply(IReadOnlyCollection<DesiredEdge> edges)
    {
        try
        {
            return (awake ??= Wake()).Apply(edges);
        }
        catch (Exception e) when (awake is null && KernelFailure.From(e) is { } failure)
        {
            return [.. edges.Select(edge => new EdgeOutcome(edge.Key, failure.Reason, failure.Message))];
        }
    }

    /// <inheritdoc/>
    public void Rest()
    {
        if (awake is { } datapath)
        {
            // Copying ends in order, before what it needs is removed.
            _ = datapath.Apply([]);
            awake = null;
            isClean = false;
            asleep = datapath.Detach();
        }
        Clean();
    }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeCounters> ReadCounters() => awake?.ReadCounters() ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<EdgeKey> ReadBrokenEdges() => awake?.ReadBrokenEdges() ?? [];

    /// <inheritdoc/>
    public DatapathVitals ReadVitals() => awake?.ReadVitals() ?? DatapathVitals.None;

    /// <inheritdoc/>
    public void OnAlarm(Action alarmed)
    {
        this.alarmed = alarmed;
        awake?.OnAlarm(alarmed);
    }

    /// <inheritdoc/>
    public bool Examine() => awake?.Examine() ?? false;

    /// <inheritdoc/>
    public void Heartbeat(TimeSpan timeToLive) => awake?.Heartbeat(timeToLive);

    /// <inheritdoc/>
    public void Dispose()
    {
        awake?.Dispose();
        asleep?.Dispose();
    }

    private KernelDatapath Wake()
    {
        // What an earlier try left half-made.
        Clean();
        isClean = false;
        var datapath = KernelDatapath.Wake(options, asleep!);
        asleep = null;
        if (alarmed is not null)
        {
            datapath.OnAlarm(alarmed);
        }
        return datapath;
    }

    private void Clean()
    {
        if (!isClean)
        {
            KernelDatapath.Cleanup(options);
            // Deleting the devices has waited for running programs: nothing writes to the maps any more.
            asleep?.Maps.Clear();
            isClean = true;
        }
    }
}
