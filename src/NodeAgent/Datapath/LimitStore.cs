using System.Text;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Rate limits in the kernel. Each has a place as long as it is wanted; another rate goes into the same place, so its bucket stays.</summary>
internal sealed class LimitStore(DatapathMaps maps)
{
    private const double UnitsPerSecond = 1e9 * (1 << AbiLimits.LimitUnitShift);

    /// <summary>A tenth of a second: docs/filters.md says it.</summary>
    private const ulong Burst = (ulong)UnitsPerSecond / 10;

    /// <summary>Gives each bound of the edges its place, and frees those that no edge has.</summary>
    /// <param name="bounds">Of all edges.</param>
    /// <param name="inUse">Places that hooks of now still use.</param>
    /// <exception cref="LimitException">More bounds than places.</exception>
    public IReadOnlyDictionary<RateBound, uint> Place(IEnumerable<RateBound> bounds, IReadOnlySet<uint> inUse)
    {
        var wanted = bounds.Distinct().Select(b => (Bound: b, Owner: OwnerOf(b))).ToList();
        var owners = wanted.Select(w => w.Owner).ToHashSet();
        var places = new Dictionary<ulong, uint>();
        var free = new Queue<uint>();
        for (var place = 1U; place < AbiLimits.MaxLimits; place++)
        {
            var owner = maps.Limits.Lookup(place).Owner;
            if (owner != 0 && owners.Contains(owner))
            {
                places[owner] = place;
            }
            else if (!inUse.Contains(place))
            {
                free.Enqueue(place);
                if (owner != 0)
                {
                    maps.Limits.Update(place, default);
                }
            }
        }
        var result = new Dictionary<RateBound, uint>();
        foreach (var (bound, owner) in wanted)
        {
            var value = new LimitValue { Owner = owner, FrameCost = CostOf(bound.PacketsPerSecond, 1), ByteCost = CostOf(bound.BitsPerSecond, 8), Burst = Burst };
            if (!places.TryGetValue(owner, out var place))
            {
                if (!free.TryDequeue(out place))
                {
                    throw new LimitException($"More than {AbiLimits.MaxLimits - 1} rate limits on this node.");
                }
                maps.Buckets.Update(place, default);
            }
            if (maps.Limits.Lookup(place) != value)
            {
                maps.Limits.Update(place, value);
            }
            result[bound] = place;
        }
        return result;
    }

    private static ulong CostOf(ulong perSecond, ulong each) =>
        perSecond == 0 ? 0 : (ulong)(UnitsPerSecond * each * (1 << AbiLimits.LimitCostShift) / perSecond);

    private static ulong OwnerOf(RateBound bound) => Fingerprint.Number(Encoding.UTF8.GetBytes($"{bound.Mirror}\n{bound.Target}")) | 1;
}
