using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Control;

/// <summary>One edge with its counters, in frames and bytes since it was first programmed.</summary>
internal sealed record EdgeReport
{
    /// <summary>Source NIC.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>Hook.</summary>
    public EdgeDirection Direction { get; init; }

    /// <summary>Target NIC.</summary>
    public string Target { get; init => field = value ?? ""; } = "";

    /// <summary>Which of several variants of copies to the target, such as <c>vlan101</c>; null if there is only one.</summary>
    public string? Variant { get; init; }

    /// <summary>Only from pins: what the edge does now, in words. A running agent reports it with the mirror.</summary>
    public string? State { get; init; }

    /// <summary>Of pins alone: interface index of the source.</summary>
    public int? SourceIndex { get; init; }

    /// <summary>Of pins alone: interface index of the target.</summary>
    public int? TargetIndex { get; init; }

    /// <summary>True if the loop breaker holds it.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Mirrors that select it; the first one owns the copy. Pins do not know.</summary>
    public IReadOnlyList<string> Mirrors { get; init => field = value ?? []; } = [];

    /// <summary>Frames that the hook saw.</summary>
    public ulong SeenPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong SeenBytes { get; init; }

    /// <summary>Frames that the filters of its mirrors left out.</summary>
    public ulong NotSelectedPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong NotSelectedBytes { get; init; }

    /// <summary>Frames that were selected, and left out by sampling.</summary>
    public ulong SampledOutPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong SampledOutBytes { get; init; }

    /// <summary>Frames that were left out because they exceeded the rate limit.</summary>
    public ulong LimitedPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong LimitedBytes { get; init; }

    /// <summary>Frames that were left out because the target had them from another hook.</summary>
    public ulong DuplicatePackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong DuplicateBytes { get; init; }

    /// <summary>Frames of which no copy was tried.</summary>
    internal ulong LeftOutPackets => NotSelectedPackets + SampledOutPackets + LimitedPackets + DuplicatePackets;

    /// <summary>Copies that the target took.</summary>
    public ulong MirroredPackets { get; init; }

    /// <summary>Their bytes.</summary>
    public ulong MirroredBytes { get; init; }

    /// <summary>Copies that were not sent, by reason; reasons that never happened are left out.</summary>
    public SortedDictionary<string, ulong> DroppedPackets { get; init => field = value ?? []; } = [];

    /// <summary>Their bytes.</summary>
    public SortedDictionary<string, ulong> DroppedBytes { get; init => field = value ?? []; } = [];
}
