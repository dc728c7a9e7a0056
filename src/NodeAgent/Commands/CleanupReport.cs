namespace K8sMirror.NodeAgent.Commands;

/// <summary>What <c>cleanup --output json</c> prints.</summary>
internal sealed record CleanupReport(IReadOnlyList<string> Removed);
