using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Control;

/// <summary>What happens behind a target, over all edges to it.</summary>
internal sealed record TargetReport
{
    /// <summary>Target NIC.</summary>
    public string Target { get; init => field = value ?? ""; } = "";

    /// <summary>Queue disciplines on its path; empty if nothing queues.</summary>
    public IReadOnlyList<string> QueueDisciplines { get; init => field = value ?? []; } = [];

    /// <summary>Frames that they dropped after accepting them, since the agent began to copy there, including other senders' frames.</summary>
    public ulong DroppedLaterPackets { get; init; }

    /// <summary>Makes it.</summary>
    public static TargetReport From(QueueDrops drops) =>
        new() { Target = drops.Target, QueueDisciplines = drops.Disciplines, DroppedLaterPackets = drops.Frames };
}
