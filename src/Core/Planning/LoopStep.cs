namespace K8sMirror.Core.Planning;

/// <summary>One step of a cycle.</summary>
/// <param name="From">Hook that the packet passes.</param>
/// <param name="To">Hook that it, or its copy, passes next.</param>
/// <param name="Mirror">The mirror that copies, or null if the node itself passes the packet on.</param>
public sealed record LoopStep(Hook From, Hook To, string? Mirror);
