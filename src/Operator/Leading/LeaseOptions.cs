namespace K8sMirror.Operator.Leading;

/// <summary>The Lease, and the times that follow from its duration.</summary>
/// <param name="Namespace">Namespace of the Lease.</param>
/// <param name="Name">Name of the Lease.</param>
/// <param name="Identity">Unique to this process, also across its restarts.</param>
/// <param name="Duration">How long others wait after the last renewal that they saw.</param>
internal sealed record LeaseOptions(string Namespace, string Name, string Identity, TimeSpan Duration)
{
    /// <summary>A leader that has not renewed for this long (counted from before the request) stops; well before others may take over.</summary>
    public TimeSpan RenewDeadline => Duration * 2 / 3;

    /// <summary>
    /// Timeout of a write, so that none begun by <see cref="RenewDeadline"/> is still in progress when the Lease expires.
    /// </summary>
    public TimeSpan WriteTimeout => Duration * 4 / 15;

    /// <summary>Time between two renewals, and between two checks of a follower.</summary>
    public TimeSpan Retry => Duration * 2 / 15;
}
