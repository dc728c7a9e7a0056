namespace K8sMirror.Bpf.Routes;

/// <summary>What the kernel knows of a neighbour's MAC address; values are those of linux/neighbour.h (<c>NUD_…</c>).</summary>
public enum NeighbourState
{
    /// <summary>Nothing, and it does not ask.</summary>
    None = 0,

    /// <summary>Nothing yet, and it asks.</summary>
    Incomplete = 1,

    /// <summary>It was confirmed of late.</summary>
    Reachable = 2,

    /// <summary>It was confirmed some time ago.</summary>
    Stale = 4,

    /// <summary>A packet was sent to a stale one; it is asked soon.</summary>
    Delay = 8,

    /// <summary>A stale one is being asked.</summary>
    Probe = 16,

    /// <summary>There was no answer.</summary>
    Failed = 32,

    /// <summary>The device asks nobody.</summary>
    NoArp = 64,

    /// <summary>An administrator has set it.</summary>
    Permanent = 128,
}
