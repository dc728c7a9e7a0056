namespace K8sMirror.Core.Api;

/// <summary>
/// Desired state: each packet of <see cref="Sources"/> that <see cref="MirrorTreatment.Filter"/> and <see cref="MirrorTreatment.Sampling"/> select is copied to
/// every one of <see cref="Targets"/>.
/// </summary>
public sealed record TrafficMirrorSpec : MirrorTreatment
{
    /// <summary>Default of <see cref="Priority"/>.</summary>
    public const int DefaultPriority = 100;

    /// <summary>Nodes that mirror; null means every node.</summary>
    public LabelSelector? NodeSelector { get; init; }

    /// <summary>Higher goes first between competing mirrors, with equal priorities the first by name.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>If true, nothing is mirrored.</summary>
    public bool Paused { get; init; }

    /// <summary>NICs and pods to copy from. Packets of all of them go to each target.</summary>
    public IReadOnlyList<MirrorSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>Where copies go. Each target gets every copy, unless the distribution is <see cref="MirrorDistribution.FlowHash"/>.</summary>
    public IReadOnlyList<MirrorTarget> Targets { get; init => field = value ?? []; } = [];
}
