namespace K8sMirror.Operator.Reconciling;

/// <summary>Something that a user of a mirror wants to see in its events.</summary>
/// <param name="IsWarning">True for trouble.</param>
/// <param name="Reason">Reason of the condition.</param>
/// <param name="Message">Message of the condition.</param>
internal sealed record MirrorTransition(bool IsWarning, string Reason, string Message);
