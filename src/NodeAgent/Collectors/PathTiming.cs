namespace K8sMirror.NodeAgent.Collectors;

/// <summary>How often the kernel is asked and told.</summary>
internal sealed record PathTiming
{
    /// <summary>
    /// A next hop that answers is marked as used this often. The kernel holds an answer for 15 to 45 s (base_reachable_time of Linux, RFC 4861
    /// section 6.3.2), and asks again only for entries in use. All paths are read as often, for changes that nobody announces, such as a
    /// learned path MTU.
    /// </summary>
    public TimeSpan Confirm { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A next hop that did not answer is asked again this often; the kernel takes 3 s for its three requests.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest time between two reads caused by changes: a routing daemon may change hundreds of routes in a second.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(100);
}
