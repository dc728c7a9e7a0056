using K8sMirror.Core.Api;

namespace K8sMirror.Core.Manifests;

/// <summary>A mirror and where it was read.</summary>
/// <param name="Mirror">The object.</param>
/// <param name="File">File.</param>
/// <param name="Line">Line that it starts on, from 1.</param>
public sealed record ManifestMirror(TrafficMirror Mirror, string File, int Line);
