using K8sMirror.Bpf.Maps;
using K8sMirror.NodeAgent.Datapath.Accounting;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Vitals;

/// <summary>Reads budget, cutter and breakers from the maps.</summary>
internal static class VitalsReader
{
    private static readonly ulong SheddingNs = MonotonicClock.ToNs(TimeSpan.FromSeconds(2));

    public static DatapathVitals Read(DatapathMaps maps, GroupStore groups, string? offloadProblem = null) => new(
        Cpu(maps) with { Offload = Offload(maps, offloadProblem) },
        [
            .. groups.ReadHooks().Values
                .OrderBy(g => g.SourceName, StringComparer.Ordinal).ThenBy(g => g.Direction)
                .Select(g => new BreakerVitals(g.Id, new(g.SourceName, g.Direction), maps.Breakers.Lookup(g.Id).Suspicions, g.KeysIn(g.Stopped))),
        ]);

    private static OffloadVitals Offload(DatapathMaps maps, string? problem)
    {
        var config = maps.Config.Lookup(0);
        var cpus = config.OffloadIfIndex == 0 ? null : CpuList.FromWords([.. Enumerable.Range(0, (PossibleCpus.Count + 63) / 64).Select(i => maps.OffloadCpus.Lookup((uint)i))]);
        return cpus is null
            ? OffloadVitals.Off with { Problem = problem ?? "" }
            : new(cpus.ToString(), OffloadTraffic.Read(maps).Waiting, config.OffloadLimit, problem ?? "");
    }

    private static CpuVitals Cpu(DatapathMaps maps)
    {
        var config = maps.Config.Lookup(0);
        var cpus = maps.Cpus.TryLookup(0) ?? [];
        var spent = MonotonicClock.ToSpan(cpus.Sum(c => (long)c.SpentNs));
        var now = MonotonicClock.NowNs();
        return new(
            config.Charge == 0 ? 1 : CpuBudget.ShareOf(config.Charge), spent, cpus.Any(c => c.ShedNs + SheddingNs > now),
            cpus.Sum(c => Math.Max(0, (long)(c.CutIn - c.CutOut))), config.CutterLimit, cpus.Aggregate(0UL, (sum, c) => sum + c.Strays));
    }
}
