namespace K8sMirror.NodeAgent.Control;

/// <summary>Another agent runs in this network namespace.</summary>
internal sealed class AgentIsRunningException(string who)
    : Exception($"another agent runs in this network namespace ({who}); stop it first, or ask it with 'k8smirror-agent status'");
