namespace K8sMirror.Operator.Reconciling;

/// <summary>A change that a mirror's events report.</summary>
/// <param name="IsWarning">True for problems.</param>
/// <param name="Reason">Reason of the condition.</param>
/// <param name="Message">Message of the condition.</param>
internal sealed record MirrorTransition(bool IsWarning, string Reason, string Message);
