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

    private const int QuietRounds = 3;
    private ulong lastStaged;
    private ulong lastServed;
    private int quiet;

    /// <summary>Frames on the stage now.</summary>
    public static long InFlight(in CreditValue credit, in ConfigValue config) => (long)(credit.Staged - credit.Served - config.CreditLost);

    /// <summary>Renews the deadline; call it every second. True: credit was written off (or taken back), so look where it was lost.</summary>
    public bool Renew(uint stageIndex, ulong deadlineNs)
    {
        var credit = maps.Credit.Lookup(0);
        var config = maps.Config.Lookup(0);
        quiet = credit.Staged == lastStaged && credit.Served == lastServed ? quiet + 1 : 0;
        (lastStaged, lastServed) = (credit.Staged, credit.Served);
        var missing = credit.Staged - credit.Served;
        var isLost = quiet >= QuietRounds && missing != config.CreditLost;
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
