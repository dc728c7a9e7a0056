namespace K8sMirror.NodeAgent.Datapath.Vitals;

/// <summary>How the datapath is, beside its counters.</summary>
/// <param name="Cpu">Budget and cutter; null while nothing of ours is on the node.</param>
/// <param name="Breakers">One for each hook that is mirrored, sorted by hook.</param>
public sealed record DatapathVitals(CpuVitals? Cpu, IReadOnlyList<BreakerVitals> Breakers)
{
    /// <summary>Nothing of ours is on the node.</summary>
    public static DatapathVitals None { get; } = new(null, []);
}
