using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>Pure: desired hooks against the kernel's. A group in use never changes, so any difference is a new group.</summary>
internal static class GroupDiff
{
    /// <summary>What must change; removals first, so that a re-created NIC's old hook is gone before the new one starts.</summary>
    /// <param name="desired">All desired hooks.</param>
    /// <param name="observed">All hooks in the kernel.</param>
    public static IReadOnlyList<SourceChange> Compute(
        IReadOnlyList<DesiredSource> desired,
        IReadOnlyDictionary<AttachPoint, ObservedGroup> observed)
    {
        var changes = Unwanted(desired, observed).Select(k => new SourceChange(k, null, 0)).ToList();
        foreach (var source in desired)
        {
            var now = observed.GetValueOrDefault(source.At);
            if (now is null || !IsSame(source, now))
            {
                changes.Add(new(source.At, source, now is null ? 0 : HeldOf(source, now)));
            }
        }
        return changes;
    }

    /// <summary>Hooks with copies that are no longer wanted, some of them or all.</summary>
    public static IEnumerable<AttachPoint> Unwanted(
        IReadOnlyList<DesiredSource> desired,
        IReadOnlyDictionary<AttachPoint, ObservedGroup> observed)
    {
        var wanted = desired.Select(d => d.At).ToHashSet();
        return observed.Keys.Where(k => !wanted.Contains(k)).Order();
    }

    /// <summary>True if the group slices and labels each copy as desired.</summary>
    public static bool EditsAlike(DesiredSource source, ObservedGroup group)
    {
        var treatments = source.Targets.ToDictionary(t => t.Id, t => t.Treatment, StringComparer.Ordinal);
        return group.Edges.All(e => !treatments.TryGetValue(e.TargetId, out var wanted) || (wanted.Edit == e.Treatment.Edit && wanted.Label == e.Treatment.Label));
    }

    private static bool IsSame(DesiredSource source, ObservedGroup group) =>
        source.Name == group.SourceName && source.Places == group.Places && source.GroupFlags == group.Flags && source.Targets.Count == group.Edges.Count
        && source.Targets.Zip(group.Edges).All(pair => pair.Second.Is(pair.First));

    /// <summary>A stopped edge stays stopped while it is desired: a change elsewhere must not restart the storm.</summary>
    private static ulong HeldOf(DesiredSource source, ObservedGroup group)
    {
        var stopped = group.Edges.Where((_, i) => (group.Stopped >> i & 1) != 0).Select(e => e.TargetId).ToHashSet(StringComparer.Ordinal);
        var held = 0UL;
        for (var i = 0; i < source.Targets.Count; i++)
        {
            held |= stopped.Contains(source.Targets[i].Id) ? 1UL << i : 0;
        }
        return held;
    }
}
