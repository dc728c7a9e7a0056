namespace K8sMirror.Bpf.Maps;

/// <summary>Properties of a new map.</summary>
/// <param name="Type">Kind.</param>
/// <param name="Name">At most 15 characters of letters, digits, <c>_</c> and <c>.</c>.</param>
/// <param name="KeySize">Bytes.</param>
/// <param name="ValueSize">Bytes, for one CPU.</param>
/// <param name="MaxEntries">Capacity.</param>
/// <param name="Flags">BPF_F_….</param>
public sealed record MapCreation(MapType Type, string Name, int KeySize, int ValueSize, int MaxEntries, uint Flags = 0)
{
    /// <summary>For a map of maps: a template for its inner maps.</summary>
    public BpfMap? Inner { get; init; }
}
