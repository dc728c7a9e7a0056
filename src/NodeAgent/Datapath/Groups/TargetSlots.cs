using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Datapath.Tunnels;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>Slots of the targets map by target id. A re-created NIC keeps its slot: one write moves all its edges.</summary>
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
        var now = maps.Targets.Lookup(slot);
        var value = new TargetValue
        {
            IfIndex = target.Way is { } way ? PlaceOf(slot, TunnelHeader.Of(way), now) : (uint)target.Index,
            MaxFrame = target.MaxFrame,
            Kind = target.Way is null ? AbiLimits.SendDevice : AbiLimits.SendTunnel,
            Flags = (target.IsUp ? AbiLimits.TargetUp : 0) | (target.IsTunnel ? AbiLimits.TargetTunnel : 0) | PolicyOf(target) | ((uint)target.WindowMs << AbiLimits.TargetWindowShift),
        };
        if (now != value)
        {
            maps.Targets.Update(slot, value);
        }
    }

    // A header is never changed while packets may read it: the other slot gets the new one, then the target's word points to it.
    private uint PlaceOf(uint slot, TunnelValue wanted, TargetValue now)
    {
        var place = now.Kind == AbiLimits.SendTunnel ? now.IfIndex : slot * 2;
        if (maps.Tunnels.Lookup(place) == wanted)
        {
            return place;
        }
        place ^= 1;
        maps.Tunnels.Update(place, wanted);
        return place;
    }

    private static uint PolicyOf(DesiredTarget target) => target.Way?.MtuPolicy switch
    {
        MtuPolicy.Slice => AbiLimits.TargetSlice,
        MtuPolicy.Fragment => AbiLimits.TargetFragment,
        _ => 0,
    };

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
