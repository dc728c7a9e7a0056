using System.Diagnostics;
using K8sMirror.NodeAgent.Datapath.Groups;

namespace K8sMirror.NodeAgent.Datapath.Accounting;

/// <summary>Lets groups that no hook uses drain, keeps their counters, and frees their slots.</summary>
internal sealed class GroupRetirement(GroupStore store, CounterLedger ledger)
{
    /// <summary>After this time, packets that looked up their group or filter before the change have been counted.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    /// <summary>Frames that have not come out of the cutter by then are lost: a CPU's backlog waits only for its softirq.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Dictionary<uint, long> since = [];

    /// <summary>Frees what has drained; true if nothing is left to drain.</summary>
    public bool Run()
    {
        var inUse = store.InUse();
        var leaving = store.Labelled().Where(id => !inUse.Contains(id)).ToList();
        foreach (var id in since.Keys.Except(leaving).ToList())
        {
            since.Remove(id);
        }
        foreach (var id in leaving)
        {
            if (!since.TryGetValue(id, out var start))
            {
                since[id] = start = Stopwatch.GetTimestamp();
            }
            Retire(id, Stopwatch.GetElapsedTime(start));
        }
        return since.Count == 0;
    }

    private void Retire(uint id, TimeSpan age)
    {
        if (age < Grace)
        {
            return;
        }
        var group = store.Read(id);
        if (!ledger.IsBalanced(group))
        {
            if (age < Deadline)
            {
                return;
            }
            ledger.SettleLost(group);
        }
        ledger.Fold(group);
        store.Free(id);
        since.Remove(id);
    }
}
