namespace K8sMirror.Core.Status;

/// <summary>Kinds of <see cref="NodeOutcome"/>, the one to show first coming first.</summary>
internal enum NodeOutcomeKind
{
    Failed,
    Waiting,
    Silent,
    Unreported,
    Programmed,
}
