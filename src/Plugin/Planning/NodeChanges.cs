namespace K8sMirror.Plugin.Planning;

/// <summary>What would happen on one node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Note">A note on the node itself; may be empty.</param>
/// <param name="Changes">Its copies, including those that stay.</param>
internal sealed record NodeChanges(string Node, string Note, IReadOnlyList<CopyChange> Changes);
