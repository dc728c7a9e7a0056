namespace K8sMirror.NodeAgent.Telemetry;

/// <summary>One metric that the agent serves; docs/metrics.md is this list, held to it by a test.</summary>
/// <param name="Name">Full Prometheus name.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Labels">Label names.</param>
/// <param name="Help">Its meaning, in one sentence without a full stop.</param>
internal sealed record Metric(string Name, string Type, IReadOnlyList<string> Labels, string Help);
