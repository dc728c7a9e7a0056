namespace K8sMirror.NodeAgent.Commands;

/// <summary>How logs are written.</summary>
internal enum LogFormat
{
    /// <summary>Human-readable message.</summary>
    Console,

    /// <summary>One JSON object a line.</summary>
    Json,
}
