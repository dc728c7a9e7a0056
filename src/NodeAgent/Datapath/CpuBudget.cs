namespace K8sMirror.NodeAgent.Datapath;

/// <summary>The budget as the programs have it: 256ths of tokens for each nanosecond of copying (bpf/budget.h).</summary>
internal static class CpuBudget
{
    private const double Unit = 256;

    /// <summary>What a nanosecond costs; 0: nothing, there is no bound.</summary>
    public static uint ChargeOf(double share) => share >= 1 ? 0 : (uint)Math.Round(Unit / share);

    /// <summary>The share that a charge stands for.</summary>
    public static double ShareOf(uint charge) => charge == 0 ? 1 : Unit / charge;
}
