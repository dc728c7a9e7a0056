namespace K8sMirror.Plugin.Rates;

/// <summary>Whose NIC a source is.</summary>
internal sealed record PodName(string Namespace, string Pod);
