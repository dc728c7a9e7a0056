namespace K8sMirror.Bpf.Maps;

/// <summary>enum bpf_map_type, only the types used here; other values may be read from a kernel.</summary>
public enum MapType
{
    /// <summary>Not a map.</summary>
    Unspecified = 0,

    /// <summary>Hash.</summary>
    Hash = 1,

    /// <summary>Array; entries always exist.</summary>
    Array = 2,

    /// <summary>Programs to tail-call.</summary>
    ProgramArray = 3,

    /// <summary>Hash with one value for each CPU.</summary>
    PerCpuHash = 5,

    /// <summary>Array with one value for each CPU.</summary>
    PerCpuArray = 6,

    /// <summary>Hash that evicts the least recently used.</summary>
    LruHash = 9,

    /// <summary>Per-CPU hash that evicts the least recently used.</summary>
    LruPerCpuHash = 10,

    /// <summary>Longest prefix match.</summary>
    LpmTrie = 11,

    /// <summary>Array whose values are maps: written as a descriptor, read as an id.</summary>
    ArrayOfMaps = 12,

    /// <summary>Hash whose values are maps: written as a descriptor, read as an id.</summary>
    HashOfMaps = 13,

    /// <summary>XDP redirect targets by slot.</summary>
    DeviceMap = 14,

    /// <summary>XDP redirect targets by key.</summary>
    DeviceMapHash = 25,

    /// <summary>Ring buffer to user space.</summary>
    RingBuffer = 27,
}
