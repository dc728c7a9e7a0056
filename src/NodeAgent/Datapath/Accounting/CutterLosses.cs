using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Accounting;

/// <summary>
/// Detects frames lost in the cutter or before an offload CPU (out of memory, a backlog that production filled, a device that
/// somebody deleted), and then counts them.
/// </summary>
internal sealed class CutterLosses(DatapathMaps maps, GroupStore groups, CounterLedger ledger)
{
    private static readonly ulong LostNs = MonotonicClock.ToNs(TimeSpan.FromSeconds(2));
    private ulong settledOdd;
    private long settledOffload;
    private bool isOpen;

    /// <summary>Call it about every second.</summary>
    public void Look()
    {
        var cpus = maps.Cpus.TryLookup(0) ?? [];
        var now = MonotonicClock.NowNs();
        var odd = cpus.Aggregate(0UL, (sum, c) => sum + c.CutOdd);
        var offload = OffloadTraffic.Read(maps);
        isOpen |= odd != settledOdd || (offload.NotOut != settledOffload && offload.Waiting == 0) || Array.Exists(cpus, c => c.CutIn != c.CutOut && IsOld(c, now));
        if (!isOpen || offload.Waiting != 0 || Array.Exists(cpus, c => c.CutIn != c.CutOut && !IsOld(c, now)))
        {
            return;
        }
        (settledOdd, settledOffload) = (odd, offload.NotOut);
        var unbalanced = groups.Labelled().Select(groups.Read).Where(g => !ledger.IsBalanced(g)).ToList();
        unbalanced.ForEach(ledger.SettleLost);
        // A packet between two reads looks lost for a moment: until the counters match, they are read again.
        isOpen = unbalanced.Count > 0;
    }

    private static bool IsOld(in CpuValue cpu, ulong now) => cpu.CutNs + LostNs < now;
}
