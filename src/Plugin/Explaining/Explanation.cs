namespace K8sMirror.Plugin.Explaining;

/// <summary>What happens to a flow on a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Flow">The flow in question.</param>
/// <param name="Copies">One for each mirror and target that the flow concerns.</param>
/// <param name="Notes">Anything else that affects the result.</param>
internal sealed record Explanation(string Node, Flow Flow, IReadOnlyList<CopyFate> Copies, IReadOnlyList<string> Notes);
