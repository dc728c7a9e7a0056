using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Control;

/// <summary>What happens behind a target, of all edges that lead to it.</summary>
internal sealed record TargetReport
{
    /// <summary>Target NIC.</summary>
    public string Target { get; init => field = value ?? ""; } = "";

    /// <summary>Queue disciplines on its way out of the node; empty where nothing queues.</summary>
    public IReadOnlyList<string> QueueDisciplines { get; init => field = value ?? []; } = [];

    /// <summary>Frames that they dropped after they had taken them, since the agent began to copy there; other senders' are among them.</summary>
    public ulong DroppedLaterPackets { get; init; }

    /// <summary>Makes it.</summary>
    public static TargetReport From(QueueDrops drops) =>
        new() { Target = drops.Target, QueueDisciplines = drops.Disciplines, DroppedLaterPackets = drops.Frames };
}
