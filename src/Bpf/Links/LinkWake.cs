namespace K8sMirror.Bpf.Links;

/// <summary>Why a <see cref="LinkMonitor"/> wakes its owner, who then reads the interfaces again.</summary>
public enum LinkWake
{
    /// <summary>At least one interface was created, changed or deleted.</summary>
    Changed,

    /// <summary>Changes came faster than they were read (ENOBUFS): some events are missing.</summary>
    Lost,
}
