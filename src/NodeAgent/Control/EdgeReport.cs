using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Control;

/// <summary>One edge with its counters, in frames and bytes since it was first programmed.</summary>
internal sealed record EdgeReport
{
    /// <summary>Source NIC.</summary>
    public string Source { get; init; } = "";

    /// <summary>Hook.</summary>
    public EdgeDirection Direction { get; init; }

    /// <summary>Target NIC.</summary>
    public string Target { get; init; } = "";

    /// <summary>Mirrors that select it; the first one owns the copy.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Frames that the hook saw.</summary>
    public ulong SeenPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong SeenBytes { get; init; }

    /// <summary>Copies that the target took.</summary>
    public ulong MirroredPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong MirroredBytes { get; init; }

    /// <summary>Copies that were not sent, by reason; reasons that never happened are left out.</summary>
    public SortedDictionary<string, ulong> DroppedPackets { get; init; } = [];
}
