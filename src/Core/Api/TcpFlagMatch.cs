namespace K8sMirror.Core.Api;

/// <summary>Which TCP flags a packet must have, and which it must not have.</summary>
public sealed record TcpFlagMatch
{
    /// <summary>All of these.</summary>
    public IReadOnlyList<TcpFlag>? Set { get; init; }

    /// <summary>None of these.</summary>
    public IReadOnlyList<TcpFlag>? Unset { get; init; }
}
