using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// The earliest time at which each NIC can have existed: a new NIC did not exist at the scan before. So a NIC that is newer than a pod's network is
/// distinguished from the pod's own, even if the agent has never seen that one. Immutable.
/// </summary>
/// <param name="NotBefore">By interface index: a time when it did not exist yet.</param>
/// <param name="LastLook">Time of the last scan.</param>
internal sealed record NicSights(IReadOnlyDictionary<int, DateTimeOffset> NotBefore, DateTimeOffset LastLook)
{
    // A clock that is set while a node starts changes by less than that.
    private static readonly TimeSpan BootRounding = TimeSpan.FromMinutes(10);

    /// <summary>No scan since the node started.</summary>
    public static NicSights SinceBoot(TimeProvider time) =>
        new(new Dictionary<int, DateTimeOffset>(), time.GetUtcNow() - TimeSpan.FromMilliseconds(Environment.TickCount64) - BootRounding);

    /// <summary>The NICs as they are now.</summary>
    /// <param name="links">The NICs.</param>
    /// <param name="now">A time before they were read. If the clock was set back, known times are no later than it.</param>
    public NicSights See(LinkTable links, DateTimeOffset now) => new(
        links.All.Where(PodNics.CanLeadToOne).ToDictionary(l => l.Index, l => Earlier(now, NotBefore.TryGetValue(l.Index, out var known) ? known : LastLook)),
        now);

    /// <summary>True if it has a NIC that the other does not know.</summary>
    public bool KnowsMoreThan(NicSights other) => NotBefore.Keys.Any(n => !other.NotBefore.ContainsKey(n));

    /// <summary>A time when these did not exist yet: of several, the earliest.</summary>
    public DateTimeOffset Of(IEnumerable<int> nics) => nics.Min(n => NotBefore.TryGetValue(n, out var known) ? known : LastLook);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
