using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>One entry of a mirror's sources, ready to compare.</summary>
/// <param name="Name">As written.</param>
/// <param name="Direction">As written.</param>
/// <param name="Glob">The pattern if the name is a valid one; else null.</param>
internal sealed record SourceReach(string Name, MirrorDirection Direction, InterfaceGlob? Glob)
{
    /// <summary>True if the source selects pods. Only the node knows their NICs, so they are not compared with NICs.</summary>
    public bool IsPods { get; init; }

    /// <summary>Which NIC of the pods; null means the one that has the pod's IP.</summary>
    public string? PodInterface { get; init; }

    /// <summary>True if it names one NIC of the node.</summary>
    public bool IsExact => Glob is null && !IsPods;

    public static IReadOnlyList<SourceReach> Of(TrafficMirrorSpec spec) =>
    [
        .. spec.Sources.Select(s => new SourceReach(
            s.Id,
            s.Direction,
            s.Interface is { } name && InterfaceGlob.IsGlob(name) ? InterfaceGlob.Parse(name, out _) : null)
        {
            IsPods = s.PodSelector is not null,
            PodInterface = s.PodInterface,
        }),
    ];

    /// <summary>
    /// True if there is a NIC, named or matched, whose packets both select. Two different patterns or pod selectors are not compared: the node's agent finds
    /// out.
    /// </summary>
    public bool Meets(SourceReach other)
    {
        var sameDirection = Direction == MirrorDirection.Both || other.Direction == MirrorDirection.Both || Direction == other.Direction;
        return sameDirection
            && ((Name == other.Name && PodInterface == other.PodInterface) || (IsExact && other.Matches(Name)) || (other.IsExact && Matches(other.Name)));
    }

    private bool Matches(string name) => Glob?.Matches(name) ?? false;
}
