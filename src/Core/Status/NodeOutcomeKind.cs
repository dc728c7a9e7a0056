namespace K8sMirror.Core.Status;

/// <summary>Kinds of <see cref="NodeOutcome"/>, in the order in which to show them.</summary>
internal enum NodeOutcomeKind
{
    Failed,
    Waiting,
    Silent,
    Unreported,
    Programmed,
}
