using K8sMirror.Bpf;
using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The agent's part of the stage's credit. A frame that was cloned to the stage and never came out (out of memory while segmenting, a
/// stage that somebody deleted) would hold its credit for ever. When nothing moves although frames are out, a stray is put on the stage:
/// the ring is first in, first out, so once the stray has come out, what is still missing is lost. A stage that merely had no CPU for a
/// while holds the stray back, too, and nothing is written off.
/// </summary>
internal sealed class CreditKeeper(DatapathMaps maps, BpfProgram probe)
{
    /// <summary>
    /// Frames that the stage may hold: veth's ring has 256 entries (VETH_RING_SIZE, drivers/net/veth.c), and its consumer gives them back in
    /// batches of two cache lines of pointers, up to 32 on 128-byte lines (ptr_ring.h). With 256, frames were lost; with 240 and below, none.
    /// </summary>
    public const uint Limit = 224;

    private static readonly byte[] Stray = new byte[60];
    private ulong lastStaged;
    private ulong lastServed;
    private ulong? straysBefore;

    /// <summary>Frames on the stage now.</summary>
    public static long InFlight(in CreditValue credit, in ConfigValue config) => (long)(credit.Staged - credit.Served - config.CreditLost);

    /// <summary>
    /// Tells the programs where the stage is. The deadline stays: who has just started does not know yet what is wanted, and must not keep
    /// alive what an earlier agent left, least of all by starting again and again.
    /// </summary>
    public void Place(uint stageIndex)
    {
        var config = maps.Config.Lookup(0);
        (config.StageIfIndex, config.CreditLimit) = (stageIndex, Limit);
        maps.Config.Update(0, config);
    }

    /// <summary>What is wanted is known: from now on it may be copied until this deadline.</summary>
    public void Permit(ulong deadlineNs)
    {
        var config = maps.Config.Lookup(0);
        if (config.DeadlineNs < deadlineNs)
        {
            config.DeadlineNs = deadlineNs;
            maps.Config.Update(0, config);
        }
    }

    /// <summary>Renews the deadline; call it every second. True: credit was written off, so look where it was lost.</summary>
    public bool Renew(uint stageIndex, ulong deadlineNs)
    {
        var credit = maps.Credit.Lookup(0);
        var config = maps.Config.Lookup(0);
        var missing = credit.Staged - credit.Served;
        var isStill = credit.Staged == lastStaged && credit.Served == lastServed && missing != config.CreditLost;
        var isLost = isStill && straysBefore is { } before && credit.Strays > before;
        (lastStaged, lastServed) = (credit.Staged, credit.Served);
        config.DeadlineNs = deadlineNs;
        config.StageIfIndex = stageIndex;
        config.CreditLimit = Limit;
        config.CreditLost = isLost ? missing : config.CreditLost;
        maps.Config.Update(0, config);
        straysBefore = isStill && !isLost ? straysBefore ?? SendStray(credit.Strays) : null;
        return isLost;
    }

    /// <summary>The number of strays before this one; null if the ring took none, so it is not empty.</summary>
    private ulong? SendStray(ulong strays)
    {
        try
        {
            return probe.TestRun(Stray).ReturnValue == 0 ? strays : null;
        }
        catch (KernelException)
        {
            return null;
        }
    }
}
