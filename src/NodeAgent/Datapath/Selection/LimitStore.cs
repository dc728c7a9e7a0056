using System.Text;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Selection;

/// <summary>Rate limits in the kernel. Each keeps its index while it is wanted; a new rate uses the same index, so the bucket stays.</summary>
internal sealed class LimitStore(DatapathMaps maps)
{
    private const double UnitsPerSecond = 1e9 * (1 << AbiLimits.LimitUnitShift);

    /// <summary>A tenth of a second: docs/filters.md says it.</summary>
    private const ulong Burst = (ulong)UnitsPerSecond / 10;

    /// <summary>Gives each limit of the edges its index, and frees unused ones.</summary>
    /// <param name="bounds">Of all edges.</param>
    /// <param name="inUse">Indexes that groups still use; called only if one may be freed.</param>
    /// <exception cref="LimitException">More limits than indexes.</exception>
    public IReadOnlyDictionary<RateBound, uint> Place(IEnumerable<RateBound> bounds, Func<IReadOnlySet<uint>> inUse)
    {
        var wanted = bounds.Distinct().ToDictionary(b => b, OwnerOf);
        var owners = maps.LimitOwners.Entries().ToDictionary(o => o.Value, o => o.Key);
        Free(owners, [.. wanted.Values], inUse);
        var result = new Dictionary<RateBound, uint>();
        foreach (var (bound, owner) in wanted)
        {
            var value = new LimitValue { FrameCost = CostOf(bound.PacketsPerSecond, 1), ByteCost = CostOf(bound.BitsPerSecond, 8), Burst = Burst };
            if (!owners.TryGetValue(owner, out var place))
            {
                owners[owner] = place = FreePlace(owners.Values);
                maps.Buckets.Update(place, default);
                maps.Limits.Update(place, value);
                maps.LimitOwners.Update(place, owner);
            }
            else if (maps.Limits.Lookup(place) != value)
            {
                maps.Limits.Update(place, value);
            }
            result[bound] = place;
        }
        return result;
    }

    private void Free(Dictionary<ulong, uint> owners, HashSet<ulong> wanted, Func<IReadOnlySet<uint>> inUse)
    {
        var gone = owners.Where(o => !wanted.Contains(o.Key)).ToList();
        if (gone.Count == 0)
        {
            return;
        }
        var used = inUse();
        foreach (var (owner, place) in gone.Where(g => !used.Contains(g.Value)))
        {
            maps.LimitOwners.Delete(place);
            owners.Remove(owner);
        }
    }

    private static uint FreePlace(IReadOnlyCollection<uint> taken)
    {
        for (var place = 1U; place < AbiLimits.MaxLimits; place++)
        {
            if (!taken.Contains(place))
            {
                return place;
            }
        }
        throw new LimitException($"More than {AbiLimits.MaxLimits - 1} rate limits on this node.");
    }

    private static ulong CostOf(ulong perSecond, ulong each) =>
        perSecond == 0 ? 0 : (ulong)(UnitsPerSecond * each * (1 << AbiLimits.LimitCostShift) / perSecond);

    private static ulong OwnerOf(RateBound bound) => Fingerprint.Number(Encoding.UTF8.GetBytes($"{bound.Mirror}\n{bound.Target}"));
}
