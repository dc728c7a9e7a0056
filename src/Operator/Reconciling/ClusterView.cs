using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>What the caches hold at one moment.</summary>
/// <param name="Mirrors">TrafficMirrors by name.</param>
/// <param name="NodeMirrors">NodeMirrors by name, which is the node's.</param>
/// <param name="Nodes">Nodes by name.</param>
internal sealed record ClusterView(
    IReadOnlyDictionary<string, Watched<TrafficMirror>> Mirrors,
    IReadOnlyDictionary<string, Watched<NodeMirror>> NodeMirrors,
    IReadOnlyDictionary<string, Watched<NodeFacts>> Nodes)
{
    /// <summary>The agents' pods by name; null when they are not watched.</summary>
    public IReadOnlyDictionary<string, Watched<AgentPod>>? AgentPods { get; init; }

    /// <summary>The cluster's pods, as far as these mirrors need them.</summary>
    public PodSnapshot Pods { get; init; } = PodSnapshot.Awaited;

    /// <summary>AddressSets by name, without their entries: whether each exists and is valid.</summary>
    public PrefixSets Sets { get; init; } = PrefixSets.None;

    /// <summary>Takes the snapshots.</summary>
    public static ClusterView Take(ClusterCaches caches)
    {
        var mirrors = caches.Mirrors.Snapshot;
        return new(mirrors, caches.NodeMirrors.Snapshot, caches.Nodes.Snapshot)
        {
            AgentPods = caches.AgentPods?.Snapshot,
            Pods = caches.Pods.Take(mirrors.Values),
            Sets = new(caches.AddressSets.Snapshot.Values.ToDictionary(set => set.Name, set => set.Value.Set, StringComparer.Ordinal)),
        };
    }

    /// <summary>
    /// Plans. A mirror that cannot be read completely is refused and names the unreadable part: the rest might select more than
    /// the user asked for.
    /// </summary>
    /// <param name="memo">What was planned before.</param>
    public ClusterPlan Plan(PlanMemo memo)
    {
        var readable = Mirrors.Values.Where(mirror => mirror.Problem is null).Select(mirror => mirror.Value).ToArray();
        var plan = NodePlanner.Plan(new ClusterSnapshot(readable, [.. Nodes.Values.Select(node => node.Value.Node)]) { Pods = Pods }, memo);
        var unreadable = Mirrors.Values.Where(mirror => mirror.Problem is not null).Select(Refuse).ToArray();
        return unreadable.Length == 0 ? plan
            : plan with { Mirrors = [.. plan.Mirrors.Concat(unreadable).OrderBy(mirror => mirror.Mirror.Metadata.Name, StringComparer.Ordinal)] };
    }

    private static MirrorPlan Refuse(Watched<TrafficMirror> mirror) => new(
        mirror.Value,
        [new Finding(Reasons.Invalid, "spec", $"this version of the operator cannot read it ({mirror.Problem}); upgrade the operator or correct the field")],
        []);
}
