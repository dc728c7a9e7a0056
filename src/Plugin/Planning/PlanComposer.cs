using System.Globalization;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Planning;

/// <summary>Plans the cluster with the given mirrors, using the operator's own planner, and compares with the nodes' current specs. Pure.</summary>
internal static class PlanComposer
{
    /// <summary>Compares mirrors that name only AddressSets of the cluster.</summary>
    public static PlanReport Compose(ClusterPicture picture, IReadOnlyList<TrafficMirror> wanted) => Compose(picture, new GivenInput(wanted, PrefixSets.None));

    /// <summary>Compares.</summary>
    /// <param name="picture">The cluster.</param>
    /// <param name="given">What would be applied.</param>
    public static PlanReport Compose(ClusterPicture picture, GivenInput given)
    {
        var wanted = given.Mirrors;
        var present = picture.Mirrors.ToDictionary(m => m.Metadata.Name, StringComparer.Ordinal);
        var after = new Dictionary<string, TrafficMirror>(present, StringComparer.Ordinal);
        foreach (var mirror in wanted)
        {
            after[mirror.Metadata.Name] = present.TryGetValue(mirror.Metadata.Name, out var old) ? old with { Spec = mirror.Spec } : mirror;
        }
        var clusterNodes = picture.Nodes.Select(n => n.Node).ToList();
        var planBefore = NodePlanner.Plan(new(picture.Mirrors, clusterNodes) { Pods = picture.Pods });
        var planAfter = NodePlanner.Plan(new([.. after.Values], clusterNodes) { Pods = picture.Pods });

        // If pods could not be read, it is unknown what is copied from them afterwards.
        var awaiting = planAfter.Mirrors.Where(m => m.AwaitsPods && m.IsPlanned).Select(m => m.Mirror.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var nodes = picture.Nodes
            .Select(n => Node(n, picture.NodeMirrors.GetValueOrDefault(n.Name), planAfter.Nodes[n.Name], awaiting))
            .Where(n => n.Changes.Count > 0)
            .ToList();
        var names = wanted.Select(m => m.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return new(
            Mirrors(names, present, (planBefore, picture.Sets), (planAfter, After(picture.Sets, given.Sets)), picture.UnknownSets), nodes,
            Count(nodes, ChangeKind.Start), Count(nodes, ChangeKind.Stop), Count(nodes, ChangeKind.Keep),
            [.. picture.Notes, .. Deleted(names, present)])
        {
            Change = Count(nodes, ChangeKind.Change),
            Sets = [.. given.Sets.ByName.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => Set(s.Key, s.Value, picture.Sets, after.Values))],
        };
    }

    private static List<MirrorChange> Mirrors(
        HashSet<string> names, Dictionary<string, TrafficMirror> present, (ClusterPlan Plan, PrefixSets Sets) now, (ClusterPlan Plan, PrefixSets Sets) then,
        IReadOnlySet<string> unknown)
    {
        var before = now.Plan.Mirrors.ToDictionary(m => m.Mirror.Metadata.Name, StringComparer.Ordinal);
        var changes = new List<MirrorChange>();
        foreach (var plan in then.Plan.Mirrors)
        {
            var findings = Findings(plan, then.Sets, unknown);
            var name = plan.Mirror.Metadata.Name;
            var action = !names.Contains(name)
                ? before.TryGetValue(name, out var old) && !Findings(old, now.Sets, unknown).SequenceEqual(findings) ? "affected" : null
                : !present.TryGetValue(name, out var there) ? "create"
                : Text(there) == Text(plan.Mirror) ? "unchanged"
                : "configure";
            if (action is not null)
            {
                changes.Add(plan.Mirror.Spec.AppliedTo(new MirrorChange(name, action, plan.IsAccepted, plan.Nodes.Count, findings)));
            }
        }
        return changes;
    }

    private static IReadOnlyList<Finding> Findings(MirrorPlan plan, PrefixSets sets, IReadOnlySet<string> unknown)
    {
        // A note reports a set that could not be read; something unknown is not a finding.
        IReadOnlyList<Finding> unresolved = SetReference.Of(plan.Mirror.Spec.Filter).Any(r => unknown.Contains(r.Name)) ? []
            : SetReference.Unresolved(plan.Mirror.Spec.Filter, "spec.filter", sets);
        return [.. plan.Findings, .. plan.WantOfRoom is { } leftOut ? [leftOut] : (Finding[])[], .. unresolved];
    }

    private static PrefixSets After(PrefixSets now, PrefixSets given)
    {
        var sets = now.ByName.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        foreach (var (name, set) in given.ByName)
        {
            sets[name] = set;
        }
        return new(sets);
    }

    private static SetChange Set(string name, PrefixSet set, PrefixSets now, IEnumerable<TrafficMirror> mirrors) => new(
        name,
        now.Find(name) is not { } old ? "create" : old.Problem is null && old.Prefixes.SequenceEqual(set.Prefixes) ? "unchanged" : "configure",
        set.Prefixes.Count,
        [.. mirrors.Where(m => SetReference.Of(m.Spec.Filter).Any(r => r.Name == name)).Select(m => m.Metadata.Name).Order(StringComparer.Ordinal)]);

    private static NodeChanges Node(NodeFacts node, NodeMirror? mirror, NodeMirrorSpec planned, HashSet<string> awaiting)
    {
        var (now, then) = (CopyKey.Of(mirror?.Spec), CopyKey.Of(planned));
        var nics = new NicKnowledge(mirror?.Status);
        var selecting = SelectingOtherwise(mirror?.Spec, planned);
        var targets = TargetsOtherwise(mirror?.Spec, planned);
        var changes = now.Union(then).Where(key => !awaiting.Contains(key.Mirror)).Order().Select(key =>
        {
            var otherwise = selecting.GetValueOrDefault(key.Mirror) ?? (targets.Contains((key.Mirror, key.Target)) ? "with other settings of the target" : null);
            var change = !now.Contains(key) ? ChangeKind.Start : !then.Contains(key) ? ChangeKind.Stop : otherwise is not null ? ChangeKind.Change : ChangeKind.Keep;
            var note = change == ChangeKind.Start ? Expect(nics, key, planned) : change == ChangeKind.Change ? otherwise! : "";
            return new CopyChange(change, key.Mirror, key.Source, key.Direction, key.Target, note);
        });
        return new(node.Name, Note(node, mirror), [.. changes]);
    }

    private static string Expect(NicKnowledge nics, CopyKey key, NodeMirrorSpec planned)
    {
        var session = planned.Sessions.First(s => s.Mirror == key.Mirror);
        var notes = new List<string>();
        if (session.Sources.Index().FirstOrDefault(s => s.Item.Id == key.Source && s.Item.PodSelector is not null) is (var source, { }))
        {
            notes.Add(Count(session.Pods?.Count(p => p.Sources?.Contains(source) == true) ?? 0, "on the node now"));
        }
        if (session.Targets.Index().FirstOrDefault(t => t.Item.Id == key.Target && t.Item.PodSelector is not null) is (var target, { }))
        {
            notes.Add(Count(session.Pods?.Count(p => p.Targets?.Contains(target) == true) ?? 0, "to copy to now"));
        }
        notes.Add(nics.Expect(key.Source, key.Target));
        return string.Join("; ", notes.Where(n => n.Length > 0));

        static string Count(int pods, string what) => pods == 0 ? $"no pod {what}" : pods == 1 ? $"1 pod {what}" : string.Create(CultureInfo.InvariantCulture, $"{pods} pods {what}");
    }

    /// <summary>Mirrors that continue with another filter, sampling, slicing, rate limit, label or distribution, and the new one.</summary>
    private static Dictionary<string, string> SelectingOtherwise(NodeMirrorSpec? now, NodeMirrorSpec then)
    {
        var before = (now?.Sessions ?? []).DistinctBy(s => s.Mirror).ToDictionary(s => s.Mirror, StringComparer.Ordinal);
        return then.Sessions
            .Where(s => before.TryGetValue(s.Mirror, out var old) && !DeepEquality.AreEqual<MirrorTreatment>(s, old))
            .ToDictionary(
                s => s.Mirror,
                s => SelectionText.Short(s) is { Length: > 0 } text ? $"from now on {text}" : "from now on every packet",
                StringComparer.Ordinal);
    }

    /// <summary>Targets that continue with other settings, such as a weight or a health check.</summary>
    private static HashSet<(string Mirror, string Target)> TargetsOtherwise(NodeMirrorSpec? now, NodeMirrorSpec then)
    {
        var before = Targets(now).ToLookup(t => t.Key, t => t.Target);
        return [.. Targets(then).Where(t => before.Contains(t.Key) && !before[t.Key].Contains(t.Target)).Select(t => t.Key)];

        static IEnumerable<((string Mirror, string Id) Key, MirrorTarget Target)> Targets(NodeMirrorSpec? spec) =>
            (spec?.Sessions ?? []).SelectMany(s => s.Targets.Select(t => ((s.Mirror, t.Id), t with { Name = "" })));
    }

    private static string Note(NodeFacts node, NodeMirror? mirror) =>
        !node.IsReady ? "the node is not Ready"
        : mirror?.Status is null ? "no agent has reported from this node"
        : mirror.Status.ObservedGeneration < mirror.Metadata.Generation ? "its agent has not observed its latest spec yet"
        : "";

    private static IEnumerable<string> Deleted(HashSet<string> names, Dictionary<string, TrafficMirror> present) =>
        names.Where(n => present.TryGetValue(n, out var mirror) && mirror.Metadata.DeletionTimestamp is not null)
            .Order(StringComparer.Ordinal)
            .Select(n => $"{n} is being deleted: apply it again when it is gone");

    private static string Text(TrafficMirror mirror) => ManifestWriter.Write(new TrafficMirror { Spec = mirror.Spec });

    private static int Count(List<NodeChanges> nodes, ChangeKind kind) => nodes.Sum(n => n.Changes.Count(c => c.Change == kind));
}
