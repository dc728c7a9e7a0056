namespace K8sMirror.Serving;

/// <summary>Limits of a listener for its clients.</summary>
/// <param name="Connections">Maximum number of connections at once.</param>
/// <param name="ConnectionsOfAPeer">Maximum number of connections at once of one <see cref="Peer"/>.</param>
/// <param name="Headers">Timeout for the headers of a request that has begun.</param>
/// <param name="Idle">Timeout for a request to begin.</param>
/// <param name="KeepAlive">Whether a connection may send several requests.</param>
internal sealed record ListenerLimits(int Connections, int ConnectionsOfAPeer, TimeSpan Headers, TimeSpan Idle, bool KeepAlive)
{
    /// <summary>The kubelet and most scrapers open a connection for each request, so idle ones can be closed soon.</summary>
    public static ListenerLimits Metrics { get; } = new(64, 16, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), KeepAlive: true);

    /// <summary>A probe is answered in less than a millisecond, and its connection ends with the answer.</summary>
    public static ListenerLimits Probes { get; } = new(64, 32, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), KeepAlive: false);
}
