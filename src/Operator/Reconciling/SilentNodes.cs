using System.Globalization;
using K8sMirror.Cluster.Reading;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Which nodes' reports are no longer trusted, and why: lost nodes, agents that are gone, agents that do not apply their spec.
/// It remembers only when it first saw a node without an agent; another leader starts that time again.
/// </summary>
internal sealed class SilentNodes(OperatorOptions options)
{
    private Dictionary<string, DateTimeOffset> absent = [];

    /// <summary>Why each silent node is silent, by name; and when the next one will be by time alone.</summary>
    public (IReadOnlyDictionary<string, string> Why, DateTimeOffset? Due) Find(ClusterView view, DateTimeOffset now)
    {
        var absences = Absences(view, now);
        var why = new Dictionary<string, string>(StringComparer.Ordinal);
        DateTimeOffset? due = null;
        foreach (var (name, facts) in view.Nodes)
        {
            foreach (var (at, reason) in Reasons(name, facts.Value, view, absences))
            {
                if (at <= now)
                {
                    why.TryAdd(name, reason);
                }
                else if (due is null || at < due)
                {
                    due = at;
                }
            }
        }

        return (why, due);
    }

    /// <summary>When a node counts as silent and why; the most specific reason comes first.</summary>
    private IEnumerable<(DateTimeOffset At, string Why)> Reasons(
        string name, NodeFacts facts, ClusterView view, Dictionary<string, AgentAbsence> absences)
    {
        if (facts.LostSince is { } lost)
        {
            // At once: the control plane has already waited.
            yield return (DateTimeOffset.MinValue, $"the control plane lost the node at {Text(lost)}");
        }
        if (absences.TryGetValue(name, out var absence))
        {
            yield return (absence.Since + options.AgentGrace, absence.Why);
        }
        if (view.NodeMirrors.TryGetValue(name, out var mirror) && Silence.BehindSince(mirror.Value) is { } behind)
        {
            yield return (behind + options.DeadNodeGrace, $"it has not carried out its spec of {Text(behind)}");
        }
    }

    private Dictionary<string, AgentAbsence> Absences(ClusterView view, DateTimeOffset now)
    {
        var found = new Dictionary<string, AgentAbsence>(StringComparer.Ordinal);
        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (view.AgentPods is { } pods)
        {
            var byNode = pods.Values.Select(pod => pod.Value).ToLookup(pod => pod.Node, StringComparer.Ordinal);
            foreach (var node in view.Nodes.Keys)
            {
                var since = absent.TryGetValue(node, out var before) ? before : now;
                if (AgentAbsence.Of([.. byNode[node]], since) is { } absence)
                {
                    (found[node], seen[node]) = (absence, since);
                }
            }
        }

        absent = seen;
        return found;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
