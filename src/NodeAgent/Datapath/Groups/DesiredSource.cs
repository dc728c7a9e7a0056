using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Groups;

/// <summary>One hook and where its frames go.</summary>
/// <param name="Index">Interface index.</param>
/// <param name="Direction">Hook.</param>
/// <param name="Name">Interface name.</param>
/// <param name="IsShaped">True if packets may pass a second time, after an ifb device.</param>
/// <param name="IsAway">True if the offload CPUs make its copies.</param>
/// <param name="Targets">Sorted by level, then id: the first ones are shed last.</param>
internal sealed record DesiredSource(int Index, EdgeDirection Direction, string Name, bool IsShaped, bool IsAway, IReadOnlyList<DesiredTarget> Targets)
{
    /// <summary>Clauses that select packets, in the order of evaluation; empty: every packet is for every target.</summary>
    public IReadOnlyList<FilterClause> Clauses { get; init; } = [];

    /// <summary>True if its packets have no Ethernet header: they get one at the same NIC's egress.</summary>
    public bool IsBare { get; init; }

    /// <summary>Hooks that need a program for it.</summary>
    public IEnumerable<AttachPoint> Hooks => IsBare && Direction == EdgeDirection.Ingress ? [At, At with { Direction = EdgeDirection.Egress }] : [At];

    /// <summary>The hook.</summary>
    public AttachPoint At => new(Index, Direction);

    /// <summary>Share of the budget that its copies take. If they are made elsewhere, no receiving side follows on this CPU.</summary>
    public uint Weight => CpuBudget.WeightOf(Targets.Count, IsAway ? 0 : Targets.Count(t => t.Takes == PacketClasses.None));

    /// <summary>Index of that filter in the kernel; 0: none, or not there yet.</summary>
    public uint FilterSlot { get; init; }

    /// <summary>True if it has a filter.</summary>
    public bool IsFiltered => Clauses.Count > 0;

    /// <summary>What the programs must do for some of its edges: K8SM_GROUP_* of bpf/k8smirror_abi.h.</summary>
    public uint GroupFlags =>
        (IsFiltered ? AbiLimits.GroupFiltered : 0)
        | (Targets.Any(t => t.Treatment.Edits) ? AbiLimits.GroupEdited : 0)
        | (Targets.Any(t => t.Treatment.Limit != 0) ? AbiLimits.GroupLimited : 0)
        | (Targets.Any(t => t.WindowMs != 0) ? AbiLimits.GroupDeduplicated : 0);

    /// <summary>Places in an offload CPU's backlog that one frame takes: itself, and its copies for virtual targets; 0: it is not sent there.</summary>
    public ulong Places => IsAway ? 1 + (ulong)Targets.Count(t => t.IsVirtual) : 0;

    /// <summary>Groups edges by hook; sorted, so that equal edges in any order give equal results.</summary>
    /// <param name="edges">All edges.</param>
    /// <param name="offloadFrom">Number of copies from which on the offload CPUs make them; null if there are none, or no pair to them.</param>
    public static IReadOnlyList<DesiredSource> From(IReadOnlyCollection<DesiredEdge> edges, int? offloadFrom)
    {
        var levels = LevelsOf(edges.Select(e => e.Priority));
        return
        [
            .. edges
                .GroupBy(e => (e.SourceIndex, e.Key.Direction))
                .OrderBy(g => g.Key)
                .Select(g => Of(
                    [.. g.OrderBy(e => levels[e.Priority]).ThenBy(e => e.Key.TargetId, StringComparer.Ordinal)], levels, offloadFrom)),
        ];
    }

    private static DesiredSource Of(IReadOnlyList<DesiredEdge> sorted, Dictionary<int, int> levels, int? offloadFrom)
    {
        var first = sorted[0];
        var clauses = SelectionClauses.Of(sorted);
        return new(
            first.SourceIndex,
            first.Key.Direction,
            first.Key.Source,
            first.Key.Direction == EdgeDirection.Egress && sorted.Any(e => e.SourceShapers.Count > 0),
            offloadFrom is { } fewest && CopyingPlace.Of(sorted, clauses.Count, fewest).IsAway,
            [
                .. sorted.Select(e => new DesiredTarget(
                    e.Key.TargetId, e.TargetIndex, (uint)(e.TargetWay?.MaxFrame ?? e.TargetMtu + Link.EthernetHeader), e.TargetIsUp, e.TargetIsTunnel,
                    // Packets to be sliced or labelled must be cut into frames first.
                    e.Treatment.Edits ? PacketClasses.None : e.TargetTakes, levels[e.Priority], e.Treatment, e.TargetIsVirtual)
                {
                    WindowMs = e.TargetWindowMs,
                    Way = e.TargetWay,
                }),
            ])
        {
            Clauses = clauses,
            IsBare = first.SourceIsBare,
        };
    }

    /// <summary>The node's priorities in order; where there are more than the datapath distinguishes, the lowest share a level.</summary>
    private static Dictionary<int, int> LevelsOf(IEnumerable<int> priorities) => priorities
        .Distinct()
        .OrderDescending()
        .Select((priority, rank) => (priority, rank))
        .ToDictionary(p => p.priority, p => Math.Min(p.rank, AbiLimits.Levels - 1));
}
