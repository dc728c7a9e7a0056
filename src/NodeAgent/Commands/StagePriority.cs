namespace K8sMirror.NodeAgent.Commands;

/// <summary>How much CPU time sending copies may take from others.</summary>
internal enum StagePriority
{
    /// <summary>What nothing else wants.</summary>
    Idle,

    /// <summary>An equal share.</summary>
    Normal,
}
