using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Groups in the kernel: read, installed, taken out of use. All state is in the maps, so a new agent goes on where the last one stopped.</summary>
internal sealed class GroupStore(DatapathMaps maps, TargetSlots targets)
{
    /// <summary>Hooks in use and their groups.</summary>
    public IReadOnlyDictionary<(int Index, EdgeDirection Direction), ObservedGroup> ReadHooks() =>
        maps.Sources.Entries().ToDictionary(e => ((int)e.Key.IfIndex, (EdgeDirection)e.Key.Direction), e => Read(e.Value.Group));

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
            edges[i] = new(label.Targets[i].ToString(), group.Edges[i].Target);
        }
        var stopped = group.Held | BreakerVerdict.Stopped(maps.Breakers.Lookup(id), edges.Length, IsDrained());
        return new(id, label.Source.ToString(), (EdgeDirection)label.Direction, edges, stopped);
    }

    /// <summary>Writes a whole new group, then points the hook at it: a packet sees the old one or the new one.</summary>
    /// <exception cref="InvalidOperationException">No free slot.</exception>
    public void Install(SourceChange change)
    {
        var source = change.Install!;
        var id = FreeId();
        var group = new GroupValue { EdgeCount = (uint)source.Targets.Count, Held = change.Held };
        var label = new LabelValue { Source = NameValue.From(source.Name), Direction = (uint)source.Direction, EdgeCount = group.EdgeCount };
        maps.SourceCounters.Update(id, default);
        maps.Breakers.Update(id, default);
        for (var i = 0; i < source.Targets.Count; i++)
        {
            group.Edges[i] = new() { Target = targets.SlotOf(source.Targets[i].Name) };
            label.Targets[i] = NameValue.From(source.Targets[i].Name);
            var key = new EdgeKeyValue { Group = id, Edge = (uint)i };
            Unhurried.Do(() => maps.EdgeCounters.Update(key, default));
        }
        Unhurried.Do(() => maps.Labels.Update(id, label));
        maps.Groups.Update(id, group);
        maps.Sources.Update(KeyOf(change), new() { Group = id });
    }

    /// <summary>Stops copying at a hook; its group drains.</summary>
    public void Remove(SourceChange change) => maps.Sources.Delete(KeyOf(change));

    /// <summary>Writes down what the breakers show, so that it is in force whatever they see next.</summary>
    public void HoldStopped()
    {
        foreach (var id in InUse())
        {
            var group = maps.Groups.Lookup(id);
            var stopped = Read(id).Stopped;
            if (stopped != group.Held)
            {
                group.Held = stopped;
                maps.Groups.Update(id, group);
            }
        }
    }

    /// <summary>Frees the slot of a group that no packet refers to any more.</summary>
    public void Free(uint id)
    {
        var edges = maps.Groups.Lookup(id).EdgeCount;
        maps.Groups.Update(id, default);
        for (var i = 0U; i < Math.Min(edges, AbiLimits.MaxEdges); i++)
        {
            maps.EdgeCounters.Delete(new() { Group = id, Edge = i });
        }
        maps.Labels.Delete(id);
    }

    private bool IsDrained()
    {
        // The configuration first: what is written off in between then counts as waiting, never the other way round.
        var config = maps.Config.Lookup(0);
        return CreditKeeper.InFlight(maps.Credit.Lookup(0), config) == 0;
    }

    private static SourceKey KeyOf(SourceChange change) => new() { IfIndex = (uint)change.Index, Direction = (uint)change.Direction };

    private uint FreeId()
    {
        var taken = Labelled().ToHashSet();
        for (var id = 0U; id < AbiLimits.MaxGroups; id++)
        {
            if (!taken.Contains(id))
            {
                return id;
            }
        }
        throw new InvalidOperationException($"All {AbiLimits.MaxGroups} groups of the datapath are in use.");
    }
}
