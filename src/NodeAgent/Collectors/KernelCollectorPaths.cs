namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// The kernel's paths. Threads and sockets exist only while collectors are named, and are of the network namespace in which
/// <see cref="Resolve"/> named the first one. <see cref="Resolve"/> is for one thread.
/// </summary>
internal sealed class KernelCollectorPaths(PathTiming timing, HealthTiming health) : ICollectorPaths
{
    private PathWatch? watch;
    private Action changed = () => { };

    /// <summary>With the usual times.</summary>
    public KernelCollectorPaths()
        : this(new(), new())
    {
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<Collector, CollectorPath> Resolve(IReadOnlyCollection<Collector> wanted)
    {
        if (wanted.Count == 0)
        {
            Dispose();
            return new Dictionary<Collector, CollectorPath>();
        }
        watch ??= new(timing, health, () => changed());
        return watch.Resolve(wanted);
    }

    /// <inheritdoc/>
    public void Start(Action changed) => this.changed = changed;

    /// <inheritdoc/>
    public void Dispose()
    {
        watch?.Dispose();
        watch = null;
    }
}
