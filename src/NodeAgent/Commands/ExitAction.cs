namespace K8sMirror.NodeAgent.Commands;

/// <summary>What an orderly end does with the mirrors.</summary>
internal enum ExitAction
{
    /// <summary>They continue until the deadline, so that a restart loses nothing.</summary>
    Keep,

    /// <summary>They are taken out.</summary>
    Stop,
}
