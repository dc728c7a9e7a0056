namespace K8sMirror.Bpf.Maps;

/// <summary>What a map is. Two maps of one shape (but id and name) can stand in for each other.</summary>
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

    /// <summary>True if <paramref name="other"/> can stand in: all alike but id and name.</summary>
    public bool IsLike(MapShape other) => this with { Id = other.Id, Name = other.Name } == other;
}
