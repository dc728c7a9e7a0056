namespace K8sMirror.NodeAgent.Collectors;

/// <summary>
/// The current paths to collectors: which NIC, which addresses, and whether the collector is alive. Keeps asking while a collector is
/// named, because copies bypass the kernel code that would keep a next hop's MAC address confirmed.
/// </summary>
internal interface ICollectorPaths : IDisposable
{
    /// <summary>Asks the kernel; never waits for the network. Collectors that are no longer named are forgotten.</summary>
    /// <param name="wanted">All collectors; with an empty list, everything stops.</param>
    /// <returns>A path for each one.</returns>
    IReadOnlyDictionary<Collector, CollectorPath> Resolve(IReadOnlyCollection<Collector> wanted);

    /// <summary>
    /// Starts to call <paramref name="changed"/>, from any thread, when a path differs from the last result of <see cref="Resolve"/>; also when
    /// something that it started has ended. Several changes may make one call.
    /// </summary>
    void Start(Action changed);
}
