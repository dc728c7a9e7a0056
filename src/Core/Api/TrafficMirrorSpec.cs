using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>What a user asks for: each packet of <see cref="Sources"/> that <see cref="Filter"/> and <see cref="Sampling"/> select is copied to every one of <see cref="Targets"/>.</summary>
public sealed record TrafficMirrorSpec : IMirrorTreatment
{
    /// <summary>Default of <see cref="Priority"/>.</summary>
    public const int DefaultPriority = 100;

    /// <summary>Nodes to mirror on; null: every node.</summary>
    public LabelSelector? NodeSelector { get; init; }

    /// <summary>Higher goes first where mirrors compete; ties by name.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>True: nothing is mirrored until it is false again.</summary>
    public bool Paused { get; init; }

    /// <summary>NICs to copy from; many sources aggregate.</summary>
    public IReadOnlyList<MirrorSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>NICs to copy to; many targets replicate.</summary>
    public IReadOnlyList<MirrorTarget> Targets { get; init => field = value ?? []; } = [];

    /// <summary>Which packets; null: every packet.</summary>
    public MirrorFilter? Filter { get; init; }

    /// <summary>Which share of the packets that <see cref="Filter"/> selects; null: all.</summary>
    public MirrorSampling? Sampling { get; init; }

    /// <summary>Bytes that are kept of each copy, from the Ethernet header on; 0: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SnapLength { get; init; }

    /// <summary>How much is sent to one target at most; null: no bound.</summary>
    public MirrorRateLimit? RateLimit { get; init; }

    /// <summary>Label of the copies; null: none.</summary>
    public SourceTag? SourceTag { get; init; }
}
