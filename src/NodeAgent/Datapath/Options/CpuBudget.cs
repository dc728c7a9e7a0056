namespace K8sMirror.NodeAgent.Datapath.Options;

/// <summary>The budget as the programs have it: 256ths of tokens for each nanosecond of copying (bpf/budget.h).</summary>
internal static class CpuBudget
{
    private const double Unit = 256;

    /// <summary>
    /// What a virtual target's receiving side adds to the measured time of its copies: it runs later, on the same CPU. Measured with veth
    /// targets whose copies end in the IP layer: 0.2 for 1 target, 0.56 for 4, 0.58 for 16.
    /// </summary>
    private const double Receiving = 0.5;

    /// <summary>256ths of the measured time that are charged to a group.</summary>
    /// <param name="targets">How many targets it has.</param>
    /// <param name="receiving">Of these, how many receive on this CPU what the cutter makes for them.</param>
    public static uint WeightOf(int targets, int receiving) => (uint)(Unit * (1 + (Receiving * receiving / Math.Max(1, targets))));

    /// <summary>What a nanosecond costs; 0: nothing, there is no bound.</summary>
    public static uint ChargeOf(double share) => share >= 1 ? 0 : (uint)Math.Round(Unit / share);

    /// <summary>The share that a charge stands for.</summary>
    public static double ShareOf(uint charge) => charge == 0 ? 1 : Unit / charge;
}
