using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// Since when NICs can have been there at all: one that comes while the agent looks was not there at the look before. So a NIC that came after a pod's
/// network was ready is told from the pod's own, even if the agent has never seen that one. Immutable.
/// </summary>
/// <param name="NotBefore">By interface index: when it was certainly not there yet.</param>
/// <param name="LastLook">When these were there.</param>
internal sealed record NicSights(IReadOnlyDictionary<int, DateTimeOffset> NotBefore, DateTimeOffset LastLook)
{
    // A clock that is set while a node starts is set by less than that.
    private static readonly TimeSpan BootRounding = TimeSpan.FromMinutes(10);

    /// <summary>Nothing has been looked at since the node started.</summary>
    public static NicSights SinceBoot(TimeProvider time) =>
        new(new Dictionary<int, DateTimeOffset>(), time.GetUtcNow() - TimeSpan.FromMilliseconds(Environment.TickCount64) - BootRounding);

    /// <summary>The NICs as they are now.</summary>
    /// <param name="links">The NICs.</param>
    /// <param name="now">A time at which they had not been read yet. If the clock was set back, what is known is no later than it.</param>
    public NicSights See(LinkTable links, DateTimeOffset now) => new(
        links.All.Where(PodNics.CanLeadToOne).ToDictionary(l => l.Index, l => Earlier(now, NotBefore.TryGetValue(l.Index, out var known) ? known : LastLook)),
        now);

    /// <summary>True if there is a NIC that another does not know of.</summary>
    public bool KnowsMoreThan(NicSights other) => NotBefore.Keys.Any(n => !other.NotBefore.ContainsKey(n));

    /// <summary>When these were certainly not there yet: of several, the first.</summary>
    public DateTimeOffset Of(IEnumerable<int> nics) => nics.Min(n => NotBefore.TryGetValue(n, out var known) ? known : LastLook);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
