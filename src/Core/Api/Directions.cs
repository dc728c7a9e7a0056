namespace K8sMirror.Core.Api;

/// <summary>The words of directions, and what a source's direction means.</summary>
public static class Directions
{
    private static readonly EdgeDirection[] Received = [EdgeDirection.Ingress];
    private static readonly EdgeDirection[] Sent = [EdgeDirection.Egress];
    private static readonly EdgeDirection[] Both = [EdgeDirection.Ingress, EdgeDirection.Egress];

    /// <summary><c>ingress</c> or <c>egress</c>, as metrics, messages and pins have it.</summary>
    public static string Word(this EdgeDirection direction) => direction == EdgeDirection.Ingress ? "ingress" : "egress";

    /// <summary>The hooks that a source's direction selects.</summary>
    public static IReadOnlyList<EdgeDirection> Expand(this MirrorDirection direction) => direction switch
    {
        MirrorDirection.Ingress => Received,
        MirrorDirection.Egress => Sent,
        _ => Both,
    };

    /// <summary>The same packets at the other end of a cable: what one end receives the other has sent.</summary>
    public static MirrorDirection Turned(this MirrorDirection direction) => direction switch
    {
        MirrorDirection.Ingress => MirrorDirection.Egress,
        MirrorDirection.Egress => MirrorDirection.Ingress,
        _ => direction,
    };
}
