namespace K8sMirror.Plugin.Rates;

/// <summary>The pod that owns a source.</summary>
internal sealed record PodName(string Namespace, string Pod);
