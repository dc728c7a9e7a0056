namespace K8sMirror.NodeAgent.Commands;

/// <summary>What <c>version --output json</c> prints.</summary>
internal sealed record VersionReport(string Version, string Runtime, string Platform);
