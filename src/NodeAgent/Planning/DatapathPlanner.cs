using System.Text;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Collectors;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>
/// Turns what a node is asked for, and the NICs that it has, into what its kernel must apply. Pure and total; the outcome
/// depends on the spec and the NICs, never on any order.
/// </summary>
internal static class DatapathPlanner
{
    private const int MirrorsShown = 3;

    /// <summary>Plans a node whose rules name no AddressSets.</summary>
    public static DatapathPlan Plan(NodeMirrorSpec spec, LinkTable links) => Plan(spec, links, PrefixSets.None);

    /// <summary>Plans the node.</summary>
    public static DatapathPlan Plan(NodeMirrorSpec spec, LinkTable links, PrefixSets sets) => Plan(spec, links, sets, CollectorWays.None);

    /// <summary>Plans a node some of whose targets are collectors.</summary>
    public static DatapathPlan Plan(NodeMirrorSpec spec, LinkTable links, PrefixSets sets, CollectorWays ways) =>
        Plan(ExpandedSpec.WithoutPods(spec), links, sets, ways);

    /// <summary>Plans a node some of whose sources or targets are pods.</summary>
    public static DatapathPlan Plan(ExpandedSpec spec, LinkTable links, PrefixSets sets, CollectorWays ways)
    {
        var byRank = spec.Spec.Sessions
            .OrderByDescending(s => s.Priority).ThenBy(s => s.Mirror, StringComparer.Ordinal).ThenBy(s => s.MirrorRef.Uid, StringComparer.Ordinal)
            .Select(s => (s, SelectionReader.Problem(s, sets)));
        var sessions = CollectorSettings.Unify(byRank, out var differences)
            .Select((s, rank) => Resolve(s.Session, s.Problem, spec.Of(s.Session), rank, links, sets, ways))
            .ToList();
        sessions = FindRoom(sessions);
        var merged = EdgeMerger.Merge(sessions);
        sessions = WithVariants(sessions, merged);
        var refused = RefuseLoops(merged, links);
        RefuseBeyondLimit(merged.Where(e => !refused.ContainsKey(e.Key)), refused);

        var accepted = merged.Where(e => !refused.ContainsKey(e.Key)).OrderBy(e => e.Key).ToList();
        var selectedBy = accepted.ToDictionary(e => e.Key, e => e.Mirrors);
        var judged = sessions
            .Select(s => s with { Edges = [.. s.Edges.Select(e => Fitted(Judge(e, s.Session.Mirror, refused, selectedBy), s.Session, links, ways))] })
            .OrderBy(s => s.Session.Mirror, StringComparer.Ordinal)
            .ThenBy(s => s.Session.MirrorRef.Uid, StringComparer.Ordinal)
            .ToList();
        return new([.. BalancePlanner.Plan(accepted, judged).Select(e => Desired(e, links, ways))], judged, PlanWarnings.Find(judged, links, differences));
    }

    private static PlannedSession Resolve(
        MirrorSession session, Finding? problem, SessionPods pods, int rank, LinkTable links, PrefixSets sets, CollectorWays ways)
    {
        var edges = EdgeResolver.Resolve(session, pods, links, ways);
        return new(
            session,
            problem is null ? edges : [.. edges.Select(e => Refuse(e, problem.Reason, problem.ToString()))],
            SelectionReader.Of(session, rank, sets))
        {
            Pods = pods,
        };
    }

    private static List<PlannedSession> FindRoom(List<PlannedSession> byRank)
    {
        var room = new FilterRoom();
        return [.. byRank.Select(s => s with { Edges = FindRoom(s, room) })];
    }

    private static List<PlannedEdge> FindRoom(PlannedSession session, FilterRoom room)
    {
        var refused = new Dictionary<Hook, string>();
        foreach (var hook in session.Edges.Where(e => e.IsDesired).GroupBy(e => new Hook(e.Key.Source, e.Key.Direction)))
        {
            if (room.Take(hook.Key, session.At(hook.First()).Selection, [.. hook.Select(e => e.Key)]) is { } why)
            {
                refused[hook.Key] = why;
            }
        }
        return [.. session.Edges.Select(e =>
            e.IsDesired && refused.TryGetValue(new(e.Key.Source, e.Key.Direction), out var why) ? Refuse(e, Reasons.LimitExceeded, why) : e)];
    }

    /// <summary>Each session's edges by their keys among those of all sessions.</summary>
    private static List<PlannedSession> WithVariants(List<PlannedSession> sessions, List<MergedEdge> merged)
    {
        var keys = merged.Where(e => e.Key != e.Key.Pair).SelectMany(e => e.Ranks.Select(rank => (rank, e.Key))).ToDictionary(e => (e.rank, e.Key.Pair), e => e.Key);
        return keys.Count == 0 ? sessions : [.. sessions.Select(s => s with
        {
            Edges = [.. s.Edges.Select(e => e with { Key = keys.GetValueOrDefault((s.Selection.Rank, e.Key.Pair), e.Key) })],
        })];
    }

    private static PlannedEdge Refuse(PlannedEdge edge, string reason, string why) => new(edge.Key, ProgrammedState.Failed, reason, why, IsDesired: false);

    private static Dictionary<EdgeKey, PlannedEdge> RefuseLoops(List<MergedEdge> merged, LinkTable links)
    {
        var pairs = merged.GroupBy(e => e.Key.Pair).ToDictionary(g => g.Key, g => g.ToList());
        return LoopFinder.Find(
                pairs.Values.Select(p => p[0]).Select(e => new LoopEdge(e.Priority, e.Mirrors[0], e.Key.Source, e.Key.Direction, e.Key.Target)), CarryArcs.From(links))
            .SelectMany(r => pairs[new(r.Edge.Source, r.Edge.Direction, r.Edge.Target)]
                .Select(e => new PlannedEdge(e.Key, ProgrammedState.Failed, Reasons.Loop, r.Message, IsDesired: false)))
            .ToDictionary(e => e.Key);
    }

    private static void RefuseBeyondLimit(IEnumerable<MergedEdge> byRank, Dictionary<EdgeKey, PlannedEdge> refused)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var fitting = new List<MergedEdge>();
        foreach (var edge in byRank)
        {
            var id = edge.Key.TargetId;
            if (Encoding.UTF8.GetByteCount(id) > DatapathLimits.TargetIdBytes)
            {
                refused[edge.Key] = new(edge.Key, ProgrammedState.Failed, Reasons.LimitExceeded,
                    $"the datapath knows this way of copying by the name {id}, which has more than {DatapathLimits.TargetIdBytes} bytes; use a shorter address or port, or no sourceTag, snapLength or rateLimit", IsDesired: false);
            }
            else if (!known.Contains(id) && known.Count == DatapathLimits.TargetsPerNode)
            {
                refused[edge.Key] = new(edge.Key, ProgrammedState.Failed, Reasons.LimitExceeded,
                    $"the node already has {DatapathLimits.TargetsPerNode} targets of higher rank", IsDesired: false);
            }
            else
            {
                known.Add(id);
                fitting.Add(edge);
            }
        }
        foreach (var hook in fitting.GroupBy(e => (e.Key.Source, e.Key.Direction)).ToList())
        {
            foreach (var edge in hook.Skip(DatapathLimits.TargetsPerSource))
            {
                refused[edge.Key] = new(edge.Key, ProgrammedState.Failed, Reasons.LimitExceeded,
                    $"{hook.Key.Source} already has {DatapathLimits.TargetsPerSource} targets of higher rank in this direction", IsDesired: false);
            }
            var lengths = hook.Select(e => e.Owner.SnapLength).Where(l => l != 0).Distinct().Skip(DatapathLimits.SnapLengthsPerSource).ToHashSet();
            foreach (var edge in hook.Where(e => lengths.Contains(e.Owner.SnapLength)))
            {
                refused[edge.Key] = new(edge.Key, ProgrammedState.Failed, Reasons.LimitExceeded,
                    $"{hook.Key.Source} already has {DatapathLimits.SnapLengthsPerSource} snap lengths of higher rank in this direction", IsDesired: false);
            }
        }
    }

    private static PlannedEdge Judge(
        PlannedEdge edge, string mirror, Dictionary<EdgeKey, PlannedEdge> refused, Dictionary<EdgeKey, IReadOnlyList<string>> selectedBy)
    {
        if (refused.TryGetValue(edge.Key, out var refusal))
        {
            return refusal;
        }
        return edge.State == ProgrammedState.Programmed && selectedBy[edge.Key] is { Count: > 1 } mirrors
            ? edge with { Message = $"{(edge.Message.Length > 0 ? $"{edge.Message}; " : "")}one copy serves this mirror and {Others(mirrors, mirror)}" }
            : edge;
    }

    private static PlannedEdge Fitted(PlannedEdge edge, MirrorSession session, LinkTable links, CollectorWays ways)
    {
        if (!edge.IsDesired)
        {
            return edge;
        }
        var source = links.ByName(edge.Key.Source)!;
        var target = session.Targets.First(t => t.Id == edge.Key.Target);
        var fit = target.Tunnel is null
            ? FrameFit.Through(source, links.ByName(edge.Key.Target)!)
            : FrameFit.Through(source, target, session.SnapLength, ways.To(target));
        return fit is null ? edge : edge with { Fit = fit };
    }

    // Not all of them: with hundreds of mirrors at one edge, each would name hundreds, and the node's status would be too large.
    private static string Others(IReadOnlyList<string> mirrors, string mirror)
    {
        var shown = string.Join(", ", mirrors.Where(m => m != mirror).Take(MirrorsShown));
        return mirrors.Count - 1 > MirrorsShown ? $"{shown} and {mirrors.Count - 1 - MirrorsShown} more" : shown;
    }

    private static DesiredEdge Desired(MergedEdge edge, LinkTable links, CollectorWays ways)
    {
        var source = links.ByName(edge.Key.Source)!;
        var wanted = edge.Owner.Targets.First(t => t.Id == edge.Key.Target);
        var desired = wanted.Tunnel is null
            ? ToNic(edge, source, links.ByName(edge.Key.Target)!, wanted, links)
            : ToCollector(edge, source, ways.To(wanted), wanted, links);
        return desired with
        {
            TargetWindowMs = WindowOf(wanted.Deduplicate),
            Priority = edge.Priority,
            Selections = edge.Selections,
            Treatment = Treatment.None with { Label = (uint)(edge.Owner.SourceTag?.Vlan ?? 0), Edit = (uint)edge.Owner.SnapLength },
            Bound = SelectionReader.BoundOf(edge.Owner, edge.Key.Target),
            SourceIsBare = Eligibility.IsBare(source),
            SourceShapers = Shapers.Of(source, links),
        };
    }

    private static DesiredEdge ToNic(MergedEdge edge, Link source, Link target, MirrorTarget wanted, LinkTable links) =>
        new(edge.Key, source.Index, target.Index, target.Mtu, edge.Mirrors)
        {
            TargetIsUp = target.IsUp && target.HasCarrier,
            TargetIsTunnel = Tunnel.Is(target),
            TargetIsVirtual = !target.IsHardware,
            TargetTakes = SegmentationChoice.Takes(wanted.Segmentation, source, target),
            TargetQueues = QueuePath.Of(target, links),
        };

    private static DesiredEdge ToCollector(MergedEdge edge, Link source, CollectorPath path, MirrorTarget wanted, LinkTable links)
    {
        var nic = path.IsResolved ? links.ByIndex(path.Index) : null;
        var way = new TunnelWay(wanted.Tunnel!, wanted.MtuPolicy, nic?.Index ?? 0, path.Mtu, path.Source, path.LocalMac, path.NextHopMac);
        return new(edge.Key, source.Index, way.NicIndex, path.Mtu, edge.Mirrors)
        {
            TargetIsUp = nic is not null,
            TargetIsTunnel = true,
            TargetIsVirtual = nic?.IsHardware != true,
            TargetTakes = SegmentationChoice.Takes(wanted.Segmentation, source, nic, way),
            TargetQueues = nic is null ? [] : QueuePath.Of(nic, links),
            TargetWay = way,
        };
    }

    private static int WindowOf(TargetDeduplication? deduplication) => DeduplicationReader.Milliseconds(deduplication?.Window) ?? 0;
}
