using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>Which slot of the targets map stands for which target id. A re-created NIC keeps its slot: one write moves all its edges.</summary>
internal sealed class TargetSlots(DatapathMaps maps)
{
    private readonly Dictionary<string, uint> slots = new(StringComparer.Ordinal);

    /// <summary>Slots that groups refer to, from the maps.</summary>
    /// <param name="groups">All groups, in use or draining.</param>
    public void Recover(IEnumerable<ObservedGroup> groups)
    {
        slots.Clear();
        foreach (var edge in groups.SelectMany(g => g.Edges))
        {
            slots[edge.TargetId] = edge.TargetSlot;
        }
    }

    /// <summary>The slot of a target that <see cref="Set"/> has placed.</summary>
    public uint SlotOf(string id) => slots[id];

    /// <summary>Places a target, or brings its slot up to date.</summary>
    /// <exception cref="LimitException">No free slot.</exception>
    public void Set(DesiredTarget target)
    {
        if (!slots.TryGetValue(target.Id, out var slot))
        {
            slots[target.Id] = slot = Free();
        }
        var value = new TargetValue
        {
            IfIndex = (uint)target.Index,
            MaxFrame = target.MaxFrame,
            Kind = AbiLimits.SendDevice,
            Flags = (target.IsUp ? AbiLimits.TargetUp : 0) | (target.IsTunnel ? AbiLimits.TargetTunnel : 0) | ((uint)target.WindowMs << AbiLimits.TargetWindowShift),
        };
        if (maps.Targets.Lookup(slot) != value)
        {
            maps.Targets.Update(slot, value);
        }
    }

    private uint Free()
    {
        var taken = slots.Values.ToHashSet();
        for (var slot = 0U; slot < AbiLimits.MaxTargets; slot++)
        {
            if (!taken.Contains(slot))
            {
                return slot;
            }
        }
        throw new LimitException($"All {AbiLimits.MaxTargets} targets of the datapath are in use.");
    }
}
