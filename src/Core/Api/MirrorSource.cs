namespace K8sMirror.Core.Api;

/// <summary>A NIC, or a glob of NICs, to copy packets from.</summary>
public sealed record MirrorSource
{
    /// <summary>Exact interface name, or a glob with <c>*</c>, <c>?</c> and <c>[…]</c>.</summary>
    [MustBeWritten]
    public string Interface { get; init => field = value ?? ""; } = "";

    /// <summary>Which packets; <see cref="MirrorDirection.Both"/> by default.</summary>
    public MirrorDirection Direction { get; init; } = MirrorDirection.Both;
}
