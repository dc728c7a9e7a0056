namespace K8sMirror.Bpf.Routes;

/// <summary>State of a neighbour's MAC address; values are those of linux/neighbour.h (<c>NUD_…</c>).</summary>
public enum NeighbourState
{
    /// <summary>Unknown, and not being resolved.</summary>
    None = 0,

    /// <summary>Unknown, being resolved.</summary>
    Incomplete = 1,

    /// <summary>Confirmed recently.</summary>
    Reachable = 2,

    /// <summary>Confirmed some time ago.</summary>
    Stale = 4,

    /// <summary>A packet was sent to a stale one, which will be probed soon.</summary>
    Delay = 8,

    /// <summary>A stale one is being probed.</summary>
    Probe = 16,

    /// <summary>It did not answer.</summary>
    Failed = 32,

    /// <summary>The device does not resolve addresses.</summary>
    NoArp = 64,

    /// <summary>Set by an administrator.</summary>
    Permanent = 128,
}
