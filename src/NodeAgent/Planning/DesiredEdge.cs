using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>One edge that the kernel must apply: frames of the source's hook to the target, once each.</summary>
/// <param name="Key">Names.</param>
/// <param name="SourceIndex">Interface index of the source now.</param>
/// <param name="TargetIndex">Interface index of the target now.</param>
/// <param name="TargetMtu">MTU of the target now, bytes without the Ethernet header.</param>
/// <param name="Mirrors">Mirrors that select it, by (priority descending, name): the first one owns the copy.</param>
public sealed record DesiredEdge(EdgeKey Key, int SourceIndex, int TargetIndex, int TargetMtu, IReadOnlyList<string> Mirrors)
{
    /// <summary>False if the target is known to be down: refusals are then counted as that, not as a full queue.</summary>
    public bool TargetIsUp { get; init; } = true;

    /// <summary>True if the target encapsulates each frame in a packet of this node, which is never copied again.</summary>
    public bool TargetIsTunnel { get; init; }

    /// <summary>How copies get to the collector that the target is; null for a NIC.</summary>
    public TunnelWay? TargetWay { get; init; }

    /// <summary>True if the target is not hardware: a copy waits in a CPU's backlog until the target's other end takes it.</summary>
    public bool TargetIsVirtual { get; init; } = true;

    /// <summary>Milliseconds within which the target gets the same packet once; 0: each time.</summary>
    public int TargetWindowMs { get; init; }

    /// <summary>Classes of packets that the target takes whole; everything else is cut on the node first.</summary>
    public PacketClasses TargetTakes { get; init; }

    /// <summary>Priority of the owner: lower ones are shed first.</summary>
    public int Priority { get; init; }

    /// <summary>What its mirrors select, by rank, up to the first that takes every packet; empty: every packet.</summary>
    public IReadOnlyList<EdgeSelection> Selections { get; init; } = [];

    /// <summary>What happens to its packets; <see cref="Treatment.Limit"/> is the index of <see cref="Bound"/> once that has one.</summary>
    public Treatment Treatment { get; init; }

    /// <summary>How much is sent; null means no bound.</summary>
    public RateBound? Bound { get; init; }

    /// <summary>True if the source's packets have no Ethernet header.</summary>
    public bool SourceIsBare { get; init; }

    /// <summary>Interface indexes of the ifb devices that packets of the source may pass, and then return.</summary>
    public IReadOnlyList<int> SourceShapers { get; init; } = [];

    /// <summary>Interface indexes of the target and of what it sends through, whose queues may drop a copy that the target took.</summary>
    public IReadOnlyList<int> TargetQueues { get; init; } = [];
}
