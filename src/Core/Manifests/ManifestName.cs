namespace K8sMirror.Core.Manifests;

/// <summary>Which files of a folder are manifests: <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> that are not hidden.</summary>
public static class ManifestName
{
    /// <summary>True if this path is a manifest's.</summary>
    public static bool IsOne(string path) =>
        Path.GetFileName(path) is not ['.', ..] && Path.GetExtension(path) is ".yaml" or ".yml" or ".json";
}
