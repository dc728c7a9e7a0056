using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>One hook and where its frames go.</summary>
/// <param name="Index">Interface index.</param>
/// <param name="Direction">Hook.</param>
/// <param name="Name">Interface name.</param>
/// <param name="Targets">Sorted by name.</param>
internal sealed record DesiredSource(int Index, EdgeDirection Direction, string Name, IReadOnlyList<DesiredTarget> Targets)
{
    private const int EthernetHeader = 14;

    /// <summary>Groups edges by hook; sorted, so that equal edges in any order give equal results.</summary>
    public static IReadOnlyList<DesiredSource> From(IEnumerable<DesiredEdge> edges) =>
    [
        .. edges
            .GroupBy(e => (e.SourceIndex, e.Key.Direction))
            .OrderBy(g => g.Key)
            .Select(g => new DesiredSource(
                g.Key.SourceIndex,
                g.Key.Direction,
                g.First().Key.Source,
                [
                    .. g.OrderBy(e => e.Key.Target, StringComparer.Ordinal)
                        .Select(e => new DesiredTarget(e.Key.Target, e.TargetIndex, (uint)(e.TargetMtu + EthernetHeader), e.TargetIsUp, e.TargetIsTunnel)),
                ])),
    ];
}
