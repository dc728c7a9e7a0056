namespace K8sMirror.NodeAgent.Planning;

/// <summary>What happens to an edge's packets; 0 is "unchanged, without limit".</summary>
/// <param name="Label">VLAN that each copy is tagged with; 0: none.</param>
/// <param name="Edit">Bytes kept of a copy; 0: all.</param>
/// <param name="Limit">Index of the limit in its table.</param>
public readonly record struct Treatment(uint Label, uint Edit, uint Limit)
{
    /// <summary>Unchanged, without limit.</summary>
    public static Treatment None => default;

    /// <summary>True if copies are not what the source saw.</summary>
    public bool Edits => Label != 0 || Edit != 0;
}
