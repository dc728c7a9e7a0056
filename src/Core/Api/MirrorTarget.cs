using System.Text.Json.Serialization;

namespace K8sMirror.Core.Api;

/// <summary>Where copies go: a local NIC behind which a tool listens.</summary>
public sealed record MirrorTarget
{
    /// <summary>Name of the target, unique within its mirror; a DNS label.</summary>
    [MustBeWritten]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Exact interface name.</summary>
    [MustBeWritten]
    public string Interface { get; init => field = value ?? ""; } = "";

    /// <summary>Who cuts super-packets into frames; not written while it is <see cref="TargetSegmentation.Auto"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TargetSegmentation Segmentation { get; init; }

    /// <summary>The target gets each packet once; null means from every hook that it passes.</summary>
    public TargetDeduplication? Deduplicate { get; init; }
}
