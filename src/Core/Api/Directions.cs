namespace K8sMirror.Core.Api;

/// <summary>Directions as words and as hooks.</summary>
public static class Directions
{
    private static readonly EdgeDirection[] Received = [EdgeDirection.Ingress];
    private static readonly EdgeDirection[] Sent = [EdgeDirection.Egress];
    private static readonly EdgeDirection[] Both = [EdgeDirection.Ingress, EdgeDirection.Egress];

    /// <summary><c>ingress</c> or <c>egress</c>, as in metrics, messages and pins.</summary>
    public static string Word(this EdgeDirection direction) => direction == EdgeDirection.Ingress ? "ingress" : "egress";

    /// <summary>The hooks that a source's direction selects.</summary>
    public static IReadOnlyList<EdgeDirection> Expand(this MirrorDirection direction) => direction switch
    {
        MirrorDirection.Ingress => Received,
        MirrorDirection.Egress => Sent,
        _ => Both,
    };

    /// <summary>Direction of the same packets at the other end of a cable, which sends what this end receives.</summary>
    public static MirrorDirection Turned(this MirrorDirection direction) => direction switch
    {
        MirrorDirection.Ingress => MirrorDirection.Egress,
        MirrorDirection.Egress => MirrorDirection.Ingress,
        _ => direction,
    };
}
