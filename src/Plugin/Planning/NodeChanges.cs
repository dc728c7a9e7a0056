namespace K8sMirror.Plugin.Planning;

/// <summary>What would happen on one node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Note">What is to be known of the node itself; empty: nothing.</param>
/// <param name="Changes">Its copies, those that stay too.</param>
internal sealed record NodeChanges(string Node, string Note, IReadOnlyList<CopyChange> Changes);
