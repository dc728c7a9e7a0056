namespace K8sMirror.Bpf.Maps;

/// <summary>Properties of a map. Maps that differ only in id and name can replace each other.</summary>
/// <param name="Type">Kind.</param>
/// <param name="KeySize">Bytes.</param>
/// <param name="ValueSize">Bytes, for one CPU.</param>
/// <param name="MaxEntries">Capacity.</param>
/// <param name="Flags">BPF_F_… of its creation.</param>
/// <param name="Id">The kernel's id, unique until reboot.</param>
/// <param name="Name">At most 15 bytes.</param>
public sealed record MapShape(MapType Type, int KeySize, int ValueSize, int MaxEntries, uint Flags, uint Id, string Name)
{
    /// <summary>True if each value exists once for every possible CPU.</summary>
    public bool IsPerCpu => Type is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash;

    /// <summary>True if <paramref name="other"/> can replace it: all but id and name are equal.</summary>
    public bool IsLike(MapShape other) => this with { Id = other.Id, Name = other.Name } == other;
}
