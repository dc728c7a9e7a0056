namespace K8sMirror.Bpf.Files;

/// <summary>A change seen by <see cref="FolderWatch"/>.</summary>
public enum FolderChange
{
    /// <summary>Nothing relevant.</summary>
    None,

    /// <summary>A file or link is complete.</summary>
    Completed,

    /// <summary>Something was removed. Editors remove a file just before they put the new one there.</summary>
    Vanished,
}
