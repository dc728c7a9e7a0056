using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Something that works, but perhaps not as its author expects.</summary>
/// <param name="Mirror">The mirror that it concerns.</param>
/// <param name="Edge">The edge that it concerns.</param>
/// <param name="Message">Human-readable: the problem, and what to change.</param>
internal sealed record PlanWarning(string Mirror, EdgeKey Edge, string Message);
