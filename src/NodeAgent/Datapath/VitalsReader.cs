using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Reads credit and breakers from the maps.</summary>
internal static class VitalsReader
{
    public static DatapathVitals Read(DatapathMaps maps, GroupStore groups) => new(
        Stage(maps),
        [
            .. groups.ReadHooks().Values
                .OrderBy(g => g.SourceName, StringComparer.Ordinal).ThenBy(g => g.Direction)
                .Select(g => Breaker(g, maps.Breakers.Lookup(g.Id))),
        ]);

    private static StageVitals Stage(DatapathMaps maps)
    {
        // The configuration first: see GroupStore.IsDrained.
        var config = maps.Config.Lookup(0);
        var credit = maps.Credit.Lookup(0);
        return new(Math.Max(0, CreditKeeper.InFlight(credit, config)), config.CreditLimit, (long)config.CreditLost, credit.Strays);
    }

    private static BreakerVitals Breaker(ObservedGroup group, in BreakerValue breaker) => new(
        group.Id, group.SourceName, group.Direction, breaker.Openings, breaker.Acquittals,
        Keys(group, breaker.Testing & ~group.Stopped),
        Keys(group, BreakerVerdict.Suspected(breaker, group.Edges.Count) & ~group.Stopped));

    private static List<EdgeKey> Keys(ObservedGroup group, ulong mask) =>
        [.. group.Edges.Where((_, i) => (mask >> i & 1) != 0).Select(e => new EdgeKey(group.SourceName, group.Direction, e.TargetName))];
}
