using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Reads budget, cutter and breakers from the maps.</summary>
internal static class VitalsReader
{
    private static readonly ulong SheddingNs = MonotonicClock.ToNs(TimeSpan.FromSeconds(2));

    public static DatapathVitals Read(DatapathMaps maps, GroupStore groups) => new(
        Cpu(maps),
        [
            .. groups.ReadHooks().Values
                .OrderBy(g => g.SourceName, StringComparer.Ordinal).ThenBy(g => g.Direction)
                .Select(g => new BreakerVitals(g.Id, g.SourceName, g.Direction, maps.Breakers.Lookup(g.Id).Suspicions, g.KeysIn(g.Stopped))),
        ]);

    private static CpuVitals Cpu(DatapathMaps maps)
    {
        var config = maps.Config.Lookup(0);
        var cpus = maps.Cpus.TryLookup(0) ?? [];
        var spent = TimeSpan.FromTicks(cpus.Sum(c => (long)(c.SpentNs / 100)));
        var now = MonotonicClock.NowNs();
        return new(
            config.Charge == 0 ? 1 : CpuBudget.ShareOf(config.Charge), spent, cpus.Any(c => c.ShedNs + SheddingNs > now),
            cpus.Sum(c => Math.Max(0, (long)(c.CutIn - c.CutOut))), config.CutterLimit, cpus.Aggregate(0UL, (sum, c) => sum + c.Strays));
    }
}
