using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Limits writes that every pod would cause: for a mirror with pods as sources, a status that differs only in numbers and messages is written at most once in
/// a while. Another status or reason of a condition is written at once. Memory of the leader; without it the first is written at once.
/// </summary>
internal sealed class StatusPace
{
    /// <summary>Shortest time between two such writes.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    private Dictionary<string, DateTimeOffset> written = new(StringComparer.Ordinal);
    private Dictionary<string, DateTimeOffset> asked = new(StringComparer.Ordinal);
    private DateTimeOffset? due;

    /// <summary>True if a status that differs from the mirror's may be written now.</summary>
    public bool IsDue(TrafficMirror mirror, TrafficMirrorStatus status, DateTimeOffset now)
    {
        if (status.Pods is null)
        {
            return true;
        }

        var key = mirror.Metadata.Uid ?? mirror.Metadata.Name;
        if (written.TryGetValue(key, out var last) && now >= last && now < last + Least && mirror.Status is { Pods: not null } before
            && before.ObservedGeneration == status.ObservedGeneration && Facts(before).SequenceEqual(Facts(status)))
        {
            asked[key] = last;
            due = due is null || last + Least < due ? last + Least : due;
            return false;
        }

        asked[key] = now;
        return true;
    }

    /// <summary>Ends a pass; returns when a delayed write is due, or null.</summary>
    public DateTimeOffset? EndPass(DateTimeOffset now)
    {
        // Mirrors that were not asked for have not changed; their last write still counts for a while.
        foreach (var (key, last) in written.Where(entry => now < entry.Value + Least))
        {
            asked.TryAdd(key, last);
        }

        (written, asked) = (asked, new(StringComparer.Ordinal));
        var next = due;
        due = null;
        return next;
    }

    private static IEnumerable<(string Type, ConditionStatus Status, string Reason, long Generation)> Facts(TrafficMirrorStatus status) =>
        status.Conditions.Select(c => (c.Type, c.Status, c.Reason, c.ObservedGeneration)).OrderBy(c => c.Type, StringComparer.Ordinal);
}
