namespace K8sMirror.Operator.Watching;

/// <summary>What we look at of an agent's pod.</summary>
/// <param name="Name">Name of the pod.</param>
/// <param name="Node">Node that it runs on; empty while it has none.</param>
/// <param name="IsReady">True while the agent has applied a spec, and its last pass worked.</param>
/// <param name="Since">Since when; a pod that never was ready is not ready since its creation.</param>
internal sealed record AgentPod(string Name, string Node, bool IsReady, DateTimeOffset Since);
