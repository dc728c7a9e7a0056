namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// The ways to collectors as they are now: which NIC, which addresses, and whether the collector is alive. It keeps asking as long as a
/// collector is named, because copies bypass the kernel's own code that would keep a next hop's MAC address confirmed.
/// </summary>
internal interface ICollectorPaths : IDisposable
{
    /// <summary>Asks the kernel; never waits for the network. Collectors that are no longer named are forgotten.</summary>
    /// <param name="wanted">All collectors; an empty list lets everything rest.</param>
    /// <returns>A path for each one.</returns>
    IReadOnlyDictionary<Collector, CollectorPath> Resolve(IReadOnlyCollection<Collector> wanted);

    /// <summary>
    /// Starts to call <paramref name="changed"/>, from any thread, when a path differs from what <see cref="Resolve"/> said last; also when
    /// something that it started has ended. Several changes may be one call.
    /// </summary>
    void Start(Action changed);
}
