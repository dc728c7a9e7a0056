using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>Groups in the kernel: read, installed, taken out of use. All state is in the maps, so a new agent continues where the last one stopped.</summary>
internal sealed class GroupStore(DatapathMaps maps, TargetSlots targets)
{
    // Not reused soon: a packet may still carry the number of a group that was just retired.
    private uint nextId;

    /// <summary>Hooks in use and their groups.</summary>
    public IReadOnlyDictionary<AttachPoint, ObservedGroup> ReadHooks() =>
        maps.Sources.Entries().ToDictionary(e => new AttachPoint((int)e.Key.IfIndex, (EdgeDirection)e.Key.Direction), e => Read(e.Value.Group) with { FilterSlot = FilterOf(e.Value) });

    /// <summary>Filters that a hook uses.</summary>
    public IReadOnlySet<uint> FiltersInUse() => maps.Sources.Entries().Select(e => FilterOf(e.Value)).ToHashSet();

    /// <summary>Rate limits that groups use, including draining ones.</summary>
    public IReadOnlySet<uint> LimitsInUse() => Labelled().Select(Read).SelectMany(g => g.Edges).Select(e => e.Treatment.Limit).ToHashSet();

    /// <summary>Groups that a hook uses.</summary>
    public IReadOnlySet<uint> InUse() => maps.Sources.Entries().Select(e => e.Value.Group).ToHashSet();

    /// <summary>Groups with a label: in use, or draining.</summary>
    public IReadOnlyList<uint> Labelled() => maps.Labels.Keys();

    public ObservedGroup Read(uint id)
    {
        var group = maps.Groups.Lookup(id);
        var known = maps.Labels.TryLookup(id, out var label);
        var edges = new ObservedEdge[known ? (int)Math.Min(group.EdgeCount, AbiLimits.MaxEdges) : 0];
        for (var i = 0; i < edges.Length; i++)
        {
            var edge = group.Edges[i];
            edges[i] = new(
                label.Targets[i].ToString(), edge.Target, edge.Counter, label.Levels[i], TakesOf(group, i), new(edge.Label, edge.Edit, edge.Limit));
        }
        return new(id, label.Source.ToString(), (EdgeDirection)label.Direction, edges, group.Held, group.Offload, group.Flags);
    }

    /// <summary>Writes a whole new group, then points the hook to it: a packet sees the old one or the new one.</summary>
    /// <exception cref="LimitException">No free slot.</exception>
    public void Install(SourceChange change)
    {
        var source = change.Install!;
        var id = FreeId();
        var counters = FreeCounters(source.Targets.Count);
        var group = new GroupValue
        {
            EdgeCount = (uint)source.Targets.Count,
            Held = change.Held,
            Ends = EndsOf(source.Targets),
            Weight = source.Weight,
            Offload = (uint)source.Places,
            Flags = source.GroupFlags,
        };
        var label = new LabelValue { Serial = MonotonicClock.NowNs(), Source = NameValue.From(source.Name), Direction = (uint)source.Direction, EdgeCount = group.EdgeCount };
        maps.SourceCounters.Update(id, default);
        maps.Unselected.Update(id, default);
        maps.Breakers.Update(id, default);
        for (var i = 0; i < source.Targets.Count; i++)
        {
            var target = source.Targets[i];
            group.Edges[i] = new()
            {
                Target = (ushort)targets.SlotOf(target.Id),
                Counter = (ushort)counters[i],
                Label = target.Treatment.Label,
                Edit = target.Treatment.Edit,
                Limit = target.Treatment.Limit,
            };
            for (var c = 0; c < AbiLimits.Classes; c++)
            {
                group.Takers[c] |= ((int)target.Takes >> c & 1) != 0 ? 1UL << i : 0;
            }
            label.Targets[i] = TargetIdValue.From(target.Id);
            label.Levels[i] = (byte)target.Level;
            maps.EdgeCounters.Update(counters[i], default);
            maps.SelectionCounters.Update(counters[i], default);
            maps.Alone.Update(counters[i], default);
        }
        Unhurried.Do(() => maps.Labels.Update(id, label));
        maps.Groups.Update(id, group);
        maps.Point(KeyOf(change.At), new SourceValue { Group = id, Flags = FlagsOf(source) });
        nextId = id + 1;
    }

    /// <summary>Brings a hook's flags up to date; its group stays.</summary>
    public void SetFlags(DesiredSource source)
    {
        var key = KeyOf(source.At);
        if (maps.Sources.TryLookup(key, out var now) && now.Flags != FlagsOf(source))
        {
            maps.Point(key, now with { Flags = FlagsOf(source) });
        }
    }

    /// <summary>Stops copying at a hook; its group drains.</summary>
    public void Remove(AttachPoint at) => maps.Point(KeyOf(at), null);

    /// <summary>Changes what the agent may change while a group is in use.</summary>
    public void Change(uint id, Func<GroupValue, GroupValue> change) => maps.Groups.Update(id, change(maps.Groups.Lookup(id)));

    /// <summary>Frees the slot of a group that no packet refers to any more.</summary>
    public void Free(uint id)
    {
        maps.Groups.Update(id, default);
        maps.Labels.Delete(id);
    }

    private static uint FlagsOf(DesiredSource source) => source.IsFiltered == (source.FilterSlot != 0)
        ? (source.IsShaped ? AbiLimits.SourceShaped : 0) | (source.IsBare ? AbiLimits.SourceBare : 0) | (source.FilterSlot << AbiLimits.SourceFilterShift)
        : throw new InvalidOperationException($"The filter of {source.Name} is not in the kernel.");

    private static uint FilterOf(SourceValue source) => source.Flags >> AbiLimits.SourceFilterShift;

    private static SourceKey KeyOf(AttachPoint at) => new() { IfIndex = (uint)at.Index, Direction = (uint)at.Direction };

    private static PacketClasses TakesOf(in GroupValue group, int edge)
    {
        var takes = PacketClasses.None;
        for (var c = 0; c < AbiLimits.Classes; c++)
        {
            takes |= (group.Takers[c] >> edge & 1) != 0 ? (PacketClasses)(1 << c) : 0;
        }
        return takes;
    }

    /// <summary>Byte n: targets of level n and better.</summary>
    private static ulong EndsOf(IReadOnlyList<DesiredTarget> sorted)
    {
        var ends = 0UL;
        for (var level = 0; level < AbiLimits.Levels; level++)
        {
            ends |= (ulong)sorted.Count(t => t.Level <= level) << (level * 8);
        }
        return ends;
    }

    private uint FreeId()
    {
        var taken = Labelled().ToHashSet();
        for (var i = 0U; i < AbiLimits.MaxGroups; i++)
        {
            var id = (nextId + i) % AbiLimits.MaxGroups;
            if (!taken.Contains(id))
            {
                return id;
            }
        }
        throw new LimitException($"All {AbiLimits.MaxGroups} groups of the datapath are in use.");
    }

    private List<uint> FreeCounters(int count)
    {
        var taken = Labelled().Select(Read).SelectMany(g => g.Edges).Select(e => e.Counter).ToHashSet();
        var all = (uint)maps.EdgeCounters.Shape.MaxEntries;
        var free = new List<uint>(count);
        for (var slot = 0U; slot < all && free.Count < count; slot++)
        {
            if (!taken.Contains(slot))
            {
                free.Add(slot);
            }
        }
        return free.Count == count ? free : throw new LimitException($"All {all} edges that the datapath can count on this many CPUs are in use.");
    }
}
