namespace K8sMirror.NodeAgent.Control;

/// <summary>Another agent runs in this network namespace, or another process has taken the name of its socket.</summary>
internal sealed class AgentIsRunningException : Exception
{
    /// <summary>Who answers there.</summary>
    public AgentIsRunningException(string who, bool isAgent)
        : base(isAgent
            ? $"another agent runs in this network namespace ({who}); stop it first, or ask it with 'k8smirror-agent status'"
            : $"the agent's socket @{AgentSocket.Name} is held by {who}, which is no agent of root's; end that process first")
    {
    }

    private AgentIsRunningException(string message)
        : base(message)
    {
    }

    /// <summary>Who does not answer there.</summary>
    public static AgentIsRunningException Silent(string who) =>
        new($"the agent's socket @{AgentSocket.Name} is held by {who}, which does not answer: an agent that hangs, or no agent; end that process first");
}
