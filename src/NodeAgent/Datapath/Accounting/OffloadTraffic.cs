using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Accounting;

/// <summary>Traffic in flight to the offload CPUs, in places of their backlogs; computed as in bpf/offload.h.</summary>
/// <param name="Waiting">Sent in this era or the last one, and not out yet.</param>
/// <param name="NotOut">All that was ever sent and did not come out, including what is in flight.</param>
internal sealed record OffloadTraffic(long Waiting, long NotOut)
{
    /// <summary>As the map says it now.</summary>
    public static OffloadTraffic Read(DatapathMaps maps)
    {
        var now = MonotonicClock.NowNs() >> AbiLimits.EraShift;
        var eras = Enumerable.Range(0, AbiLimits.Eras).Select(i => maps.Eras.Lookup((uint)i)).ToList();
        return new(
            Math.Max(0, eras.Where(e => e.Era + 1 >= now).Sum(e => (long)(e.In - e.Out) - e.Lost)),
            eras.Sum(e => (long)(e.In - e.Out)));
    }
}
