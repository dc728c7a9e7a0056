namespace K8sMirror.Core.Api;

/// <summary>What a user asks for: each packet of <see cref="Sources"/> that <see cref="MirrorTreatment.Filter"/> and <see cref="MirrorTreatment.Sampling"/> select is copied to every one of <see cref="Targets"/>.</summary>
public sealed record TrafficMirrorSpec : MirrorTreatment
{
    /// <summary>Default of <see cref="Priority"/>.</summary>
    public const int DefaultPriority = 100;

    /// <summary>Nodes to mirror on; null means every node.</summary>
    public LabelSelector? NodeSelector { get; init; }

    /// <summary>Higher goes first where mirrors compete; ties by name.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>True: nothing is mirrored until it is false again.</summary>
    public bool Paused { get; init; }

    /// <summary>NICs to copy from; many sources aggregate.</summary>
    public IReadOnlyList<MirrorSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>NICs to copy to; many targets replicate.</summary>
    public IReadOnlyList<MirrorTarget> Targets { get; init => field = value ?? []; } = [];
}
