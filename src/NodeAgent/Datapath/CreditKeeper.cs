using System.Diagnostics;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The agent's part of the stage's credit. A frame that was cloned to the stage and never came out (out of memory while segmenting, a
/// stage that somebody took down) would hold its credit for ever; when nothing has moved for a while, what is missing is written off.
/// </summary>
internal sealed class CreditKeeper(DatapathMaps maps)
{
    /// <summary>
    /// Frames that the stage may hold: veth's ring has 256 entries (VETH_RING_SIZE, drivers/net/veth.c), and its consumer gives them back in
    /// batches of two cache lines of pointers, up to 32 on 128-byte lines (ptr_ring.h). With 256, frames were lost; with 240 and below, none.
    /// </summary>
    public const uint Limit = 224;

    /// <summary>
    /// What has not moved for so long is lost. A thread that runs only when nothing else wants the CPU may stand still for seconds on a
    /// node that is overloaded; frames that turn up later all the same are put right at the next quiet time.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private ulong lastStaged;
    private ulong lastServed;
    private long quietSince = Stopwatch.GetTimestamp();

    /// <summary>Frames on the stage now.</summary>
    public static long InFlight(in CreditValue credit, in ConfigValue config) => (long)(credit.Staged - credit.Served - config.CreditLost);

    /// <summary>Renews the deadline; call it every second. True: credit was written off (or taken back), so look where it was lost.</summary>
    public bool Renew(uint stageIndex, ulong deadlineNs)
    {
        var credit = maps.Credit.Lookup(0);
        var config = maps.Config.Lookup(0);
        if (credit.Staged != lastStaged || credit.Served != lastServed)
        {
            (lastStaged, lastServed, quietSince) = (credit.Staged, credit.Served, Stopwatch.GetTimestamp());
        }
        var missing = credit.Staged - credit.Served;
        var isLost = Stopwatch.GetElapsedTime(quietSince) > Patience && missing != config.CreditLost;
        maps.Config.Update(0, new()
        {
            DeadlineNs = deadlineNs,
            StageIfIndex = stageIndex,
            CreditLimit = Limit,
            CreditLost = isLost ? missing : config.CreditLost,
        });
        return isLost;
    }
}
