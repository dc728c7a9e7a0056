namespace K8sMirror.Bpf.Files;

/// <summary>What <see cref="FolderWatch"/> has heard.</summary>
public enum FolderChange
{
    /// <summary>Nothing that counts.</summary>
    None,

    /// <summary>Something was completed.</summary>
    Completed,

    /// <summary>Something went away. Editors take a file away just before they put the new one there.</summary>
    Vanished,
}
