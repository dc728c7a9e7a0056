using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>
/// One pass: read the links, plan, apply to the datapath, compose the status. Remembers nothing of the pass before, except which NIC is which pod's.
/// </summary>
internal sealed class ReconcilePass(ILinkFeed links, ICollectorPaths paths, PodFinder pods, IDatapath datapath, TimeProvider time)
{
    /// <summary>Makes the pass.</summary>
    /// <param name="wanted">The spec.</param>
    /// <param name="shedding">Edges that lose copies to the CPU budget.</param>
    /// <returns>What is so now.</returns>
    public AgentView Run(SpecSnapshot wanted, IEnumerable<EdgeKey> shedding)
    {
        var lookedAt = time.GetUtcNow();
        var table = links.Read();
        var ways = new CollectorWays(paths.Resolve(CollectorWays.In(wanted.Spec)));
        var places = pods.Find(wanted.Spec, table, lookedAt);
        var spec = PodExpander.Expand(wanted.Spec, places, table);
        var plan = DatapathPlanner.Plan(spec, table, wanted.Sets, ways);
        var outcomes = Carry(wanted, plan);
        var status = NodeStatusComposer.Compose(
            wanted.Generation, plan, table, outcomes, datapath.ReadBrokenEdges(), shedding, datapath.Features, wanted.Rejected);
        return new(wanted.Generation, status, plan.Edges, plan.Warnings, time.GetUtcNow())
        {
            Spec = spec.Spec,
            Sets = wanted.Sets,
            Collectors = CollectorReach.In(wanted.Spec, ways),
            Pods = MirroredPod.In(plan),
            LookAgain = places.LookAgain,
        };
    }

    private IReadOnlyList<EdgeOutcome> Carry(SpecSnapshot wanted, DatapathPlan plan)
    {
        if (wanted.Spec.Sessions.Count > 0)
        {
            return datapath.Apply(plan.Edges);
        }
        datapath.Rest();
        return [];
    }

    /// <summary>True if another pass can help without an outside change: the kernel refused an edge, perhaps temporarily.</summary>
    public static bool NeedsRetry(AgentView view) => view.Status.Sessions
        .SelectMany(s => s.Edges)
        .Any(e => e.Reason is Reasons.ProgramFailed or Reasons.PermissionDenied);
}
