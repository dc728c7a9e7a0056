namespace K8sMirror.Bpf.Maps;

/// <summary>Precondition of an update.</summary>
public enum MapUpdate
{
    /// <summary>None (BPF_ANY).</summary>
    Any = 0,

    /// <summary>The key does not exist (BPF_NOEXIST); otherwise EEXIST.</summary>
    Add = 1,

    /// <summary>The key exists (BPF_EXIST); otherwise ENOENT.</summary>
    Replace = 2,
}
