namespace K8sMirror.Bpf.Maps;

/// <summary>What an update expects to find.</summary>
public enum MapUpdate
{
    /// <summary>Anything (BPF_ANY).</summary>
    Any = 0,

    /// <summary>No such key (BPF_NOEXIST); EEXIST otherwise.</summary>
    Add = 1,

    /// <summary>The key (BPF_EXIST); ENOENT otherwise.</summary>
    Replace = 2,
}
