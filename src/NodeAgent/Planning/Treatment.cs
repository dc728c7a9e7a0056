namespace K8sMirror.NodeAgent.Planning;

/// <summary>What happens to an edge's packets on their way. Each part is an index of its own table in the kernel; 0 is "everything, unchanged, without limit".</summary>
/// <param name="Rule">Which packets.</param>
/// <param name="Edit">Bytes of a copy that are kept; 0: all.</param>
/// <param name="Limit">Place of the limit.</param>
public readonly record struct Treatment(uint Rule, uint Edit, uint Limit)
{
    /// <summary>Everything, unchanged, without limit.</summary>
    public static Treatment None => default;
}
