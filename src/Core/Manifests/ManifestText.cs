namespace K8sMirror.Core.Manifests;

/// <summary>One file that has been read.</summary>
/// <param name="File">Name for messages.</param>
/// <param name="Text">Content.</param>
public sealed record ManifestText(string File, string Text);
