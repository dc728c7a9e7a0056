using System.Globalization;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;
using K8sMirror.Plugin.Rates;
using K8sMirror.Plugin.Reading;
using K8sMirror.Plugin.Rendering;

namespace K8sMirror.Plugin.Explaining;

/// <summary>Follows a packet through the mirrors, the node's sessions, and what its agent reports. Pure.</summary>
internal static class Explainer
{
    /// <summary>Explains.</summary>
    /// <param name="picture">The cluster.</param>
    /// <param name="node">Name of one of its nodes.</param>
    /// <param name="flow">The packets.</param>
    /// <param name="counters">Counters of the node's copies; null if unknown.</param>
    public static Explanation Explain(ClusterPicture picture, string node, Flow flow, IReadOnlyDictionary<EdgeName, EdgeTotals>? counters)
    {
        var facts = picture.Nodes.First(n => n.Name == node);
        var of = picture.NodeMirrors.GetValueOrDefault(node);
        var plan = NodePlanner.Plan(new(picture.Mirrors, [.. picture.Nodes.Select(n => n.Node)]) { Pods = picture.Pods });
        var copies = new List<CopyFate>();
        foreach (var mirror in plan.Mirrors.OrderByDescending(m => m.Mirror.Spec.Priority).ThenBy(m => m.Mirror.Metadata.Name, StringComparer.Ordinal))
        {
            copies.AddRange(Copies(mirror, picture, facts, of, flow).Select(c => Counted(c, node, counters)));
        }
        return new(node, flow, copies, [.. Notes(picture, facts, of, flow, copies), .. MissingSets(picture, copies)]);
    }

    private static IEnumerable<CopyFate> Copies(MirrorPlan plan, ClusterPicture picture, NodeFacts node, NodeMirror? of, Flow flow)
    {
        var name = plan.Mirror.Metadata.Name;
        var mirror = PodSight.Resolve(plan.Mirror, Session(plan.Mirror, of), Report(plan.Mirror, of));
        var fate = FilterFate.Of(mirror.Spec.Filter, flow, picture.Sets, picture.UnknownSets);
        foreach (var (source, direction) in Hooks(mirror, of, flow))
        {
            var addresses = AddressFate.Of(plan.Mirror, Session(mirror, of), Report(mirror, of), new(source, direction), flow);
            var balance = BalanceFate.Of(mirror.Spec, flow, source, Report(mirror, of)?.Edges ?? []);
            foreach (var target in mirror.Spec.Targets.Select(t => t.Id).Distinct().Where(t => t != source))
            {
                var refused = Refused(plan, node);
                var edge = refused is null ? Edge(mirror, of, source, direction, target) : null;
                var (verdict, reason, message) = refused ?? Picked(Selected(Told(mirror, of, edge, source), addresses, fate, mirror.Spec.Sampling), balance, target);
                yield return new(name, source, direction, target, verdict, reason, message, null, null) { Segmentation = edge?.Segmentation };
            }
        }
    }

    private static IEnumerable<string> MissingSets(ClusterPicture picture, List<CopyFate> copies) => picture.Mirrors
        .Where(m => copies.Any(c => c.Mirror == m.Metadata.Name))
        .SelectMany(m => SetReference.Unresolved(m.Spec.Filter, "spec.filter", picture.Sets)
            .Where(_ => !SetReference.Of(m.Spec.Filter).Any(r => picture.UnknownSets.Contains(r.Name))).Select(f => $"{m.Metadata.Name}: {f}"));

    /// <summary>Where this mirror would take packets of the flow: the NIC in question, or all that it selects.</summary>
    private static IEnumerable<Hook> Hooks(TrafficMirror mirror, NodeMirror? of, Flow flow)
    {
        var targets = mirror.Spec.Targets.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var reported = of?.Status?.Sessions.FirstOrDefault(s => s.Mirror == mirror.Metadata.Name)?.Edges.Select(e => e.Source).ToList() ?? [];
        return mirror.Spec.Sources
            .SelectMany(s => Names(s.Id).SelectMany(n => s.Direction.Expand().Select(d => new Hook(n, d))))
            .Where(h => flow.Direction is null || flow.Interface is null || h.Direction == flow.Direction)
            .Distinct()
            .Order();

        IEnumerable<string> Names(string written)
        {
            var glob = InterfaceGlob.IsGlob(written) ? InterfaceGlob.Parse(written, out _) : null;
            bool Selects(string nic) => glob is null ? written == nic : glob.Matches(nic) && !targets.Contains(nic);
            if (flow.Interface is { } asked)
            {
                return Selects(asked) ? [asked] : [];
            }
            var matching = glob is null ? [] : reported.Where(Selects).Distinct().ToList();
            return matching.Count > 0 ? matching : [written];
        }
    }

    private static (Verdict, string, string)? Refused(MirrorPlan plan, NodeFacts node)
    {
        var mirror = plan.Mirror;
        if (plan.Findings.FirstOrDefault(f => f.IsRefusal) is { } refusal)
        {
            return (Verdict.NotCopied, refusal.Reason, $"the mirror is refused: {refusal}");
        }
        if (!plan.Nodes.Contains(node.Name) && !plan.AwaitsPods)
        {
            if (LabelMatcher.Matches(mirror.Spec.NodeSelector, node.Node.Labels))
            {
                return (Verdict.NotCopied, Reasons.NoPods, "no pod of the node with an address matches the sources");
            }
            return (Verdict.NotCopied, Reasons.NoNodes, SelectorText.WhyNot(mirror.Spec.NodeSelector, node.Node.Labels));
        }
        return mirror.Metadata.DeletionTimestamp is not null ? (Verdict.NotCopied, Reasons.Deleting, "the mirror is being deleted")
            : mirror.Spec.Paused ? (Verdict.NotCopied, Reasons.Paused, "spec.paused is true")
            : plan.LeftOut.Contains(node.Name) ? (Verdict.NotCopied, Reasons.LimitExceeded, NodeMirrorLimits.NoRoom)
            : null;
    }

    /// <summary>The node's session for this mirror; null if there is none.</summary>
    private static MirrorSession? Session(TrafficMirror mirror, NodeMirror? of) => of?.Spec.Sessions.FirstOrDefault(s => s.Mirror == mirror.Metadata.Name);

    /// <summary>What its agent has reported on it since; null if nothing.</summary>
    private static SessionStatus? Report(TrafficMirror mirror, NodeMirror? of) =>
        Session(mirror, of) is { } session && of!.Status is { } status && status.ObservedGeneration >= of.Metadata.Generation
            ? status.Sessions.FirstOrDefault(s => s.MirrorRef.IsOfSameObject(session.MirrorRef))
            : null;

    private static EdgeStatus? Edge(TrafficMirror mirror, NodeMirror? of, string source, EdgeDirection direction, string target) =>
        Report(mirror, of)?.Edges.FirstOrDefault(e => e.Source == source && e.Direction == direction && e.Target == target);

    private static (Verdict, string, string) Told(TrafficMirror mirror, NodeMirror? of, EdgeStatus? edge, string source)
    {
        if (Session(mirror, of) is null)
        {
            return (Verdict.NotCopied, Reasons.Pending, "the operator has not written the node's spec yet; is it running?");
        }
        if (Report(mirror, of) is null)
        {
            return (Verdict.NotCopied, Reasons.Pending, "the node's agent has not observed its latest spec yet; look at its pod");
        }
        if (edge is null)
        {
            return source.StartsWith(SourceIds.PodPrefix, StringComparison.Ordinal)
                ? (Verdict.NotCopied, Reasons.PodInterfaceNotFound, "the node has not found the NIC of any of these pods")
                : (Verdict.NotCopied, Reasons.InterfaceNotFound, $"the node has no NIC {source}");
        }
        var (reason, message) = Words.Why(edge);
        return (VerdictOf(edge), reason, message);
    }

    /// <summary>Whether packets are copied at all, considering pods' addresses, filter and sampling.</summary>
    private static (Verdict, string, string) Selected(
        (Verdict Verdict, string Reason, string Message) told, AddressFate? addresses, FilterFate? fate, MirrorSampling? sampling)
    {
        if (told.Verdict == Verdict.NotCopied || (addresses is null && fate is null && sampling is null))
        {
            return told;
        }
        if (addresses?.IsCopied == false)
        {
            return (Verdict.NotCopied, told.Reason, addresses.Message);
        }
        var words = new List<string>();
        if (told.Message.Length > 0)
        {
            words.Add(told.Message);
        }
        if (addresses is not null)
        {
            words.Add(addresses.Message);
        }
        if (fate is not null)
        {
            words.Add((fate.IsAccepted switch { true => "the filter accepts it: ", false => "the filter rejects it: ", _ => "the filter: " }) + fate.Message);
        }
        if (sampling is { OneIn: > 1 } && fate?.IsAccepted != false)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"1 in {sampling.OneIn} {(sampling.By == SamplingBasis.Flow ? "flows" : "packets")} is copied"));
        }
        return (fate?.IsAccepted == false ? Verdict.NotCopied : told.Verdict, told.Reason, string.Join("; ", words));
    }

    /// <summary>Whether copies go to this target, or the mirror gives them to another one.</summary>
    private static (Verdict, string, string) Picked((Verdict Verdict, string Reason, string Message) selected, BalanceFate? balance, string target) =>
        balance is null || selected.Verdict == Verdict.NotCopied ? selected
        : (balance.Target is { } picked && picked != target ? Verdict.NotCopied : selected.Verdict,
            selected.Reason, selected.Message.Length == 0 ? balance.Message : $"{selected.Message}; {balance.Message}");

    private static Verdict VerdictOf(EdgeStatus edge) => edge switch
    {
        { State: ProgrammedState.Programmed } => Verdict.Copied,
        { Reason: Reasons.TargetDown } => Verdict.Lost,
        _ => Verdict.NotCopied,
    };

    private static CopyFate Counted(CopyFate copy, string node, IReadOnlyDictionary<EdgeName, EdgeTotals>? counters) =>
        counters?.GetValueOrDefault(new(node, copy.Mirror, copy.Source, copy.Direction.Word(), copy.Target)) is { } totals
            ? copy with
            {
                Mirrored = totals.Mirrored,
                Dropped = totals.Dropped.Where(d => d.Value > 0).ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal),
            }
            : copy;

    private static IEnumerable<string> Notes(ClusterPicture picture, NodeFacts node, NodeMirror? of, Flow flow, List<CopyFate> copies)
    {
        if (flow.From is not null || flow.Protocol is not null)
        {
            if (!picture.Mirrors.Any(m => m.Spec.Filter is not null || m.Spec.Distribution == MirrorDistribution.FlowHash)
                && of?.Status?.Sessions.Any(s => s.Pods?.Any(p => p.ByAddress) == true) != true)
            {
                yield return "no mirror has a filter: protocol, addresses and ports change nothing, only the NIC and the direction count";
            }
            if (flow.Interface is null)
            {
                yield return "the node's routing decides which NIC the flow passes, so all are listed";
            }
        }
        foreach (var mirror in picture.Mirrors.Where(m => copies.Exists(c => c.Mirror == m.Metadata.Name)).OrderBy(m => m.Metadata.Name, StringComparer.Ordinal))
        {
            var spec = mirror.Spec;
            if (SelectionText.Short(spec) is { Length: > 0 } selection)
            {
                yield return $"{mirror.Metadata.Name}: {selection}";
            }
        }
        if (copies.Count == 0)
        {
            yield return flow.Interface is null ? "no mirror selects anything" : $"no mirror names {flow.Interface}{(flow.Direction is null ? "" : " in this direction")}";
        }
        if (!node.IsReady)
        {
            yield return "the node is not Ready: this is its agent's last report";
        }
        if (of?.Status is null)
        {
            yield return "no agent has reported from this node";
        }
        if (copies.Exists(c => c.Verdict == Verdict.Copied && c.Dropped is { Count: > 0 }))
        {
            yield return "copies were dropped: docs/metrics.md says what each reason means and what helps; kubectl mirror top shows whether drops continue";
        }
        foreach (var note in picture.Notes)
        {
            yield return note;
        }
    }
}
