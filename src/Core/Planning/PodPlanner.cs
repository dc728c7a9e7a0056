using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Finds the pods of mirrors that select pods, and reports problems.</summary>
internal static class PodPlanner
{
    /// <summary>Message in stand-alone mode.</summary>
    private const string OnlyInCluster = "pods are known only in a cluster, where the operator names them; write an interface";

    /// <summary>Refuses mirrors that select pods if pods cannot be selected.</summary>
    public static void Refuse(IEnumerable<Candidate> candidates, PodSnapshot? pods)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.FirstPodField is { } path && ProblemOf(candidate, pods) is { } problem)
            {
                candidate.Findings.Add(new(Reasons.PodsDisabled, path, problem));
            }
        }
    }

    /// <summary>Plans the pods of each node; null for a node whose pods do not matter.</summary>
    /// <param name="candidates">All, by name; those that are not accepted select nothing.</param>
    /// <param name="nodes">All nodes, by name.</param>
    /// <param name="pods">The pods.</param>
    /// <param name="memo">Results for the previous snapshot.</param>
    public static NodePods?[] Plan(List<Candidate> candidates, List<ClusterNode> nodes, PodSnapshot? pods, PlanMemo memo)
    {
        var found = new NodePods?[nodes.Count];
        var selecting = candidates.Where(c => c.SelectsPods && c.IsWanted).ToList();
        if (selecting.Count == 0 || pods is null)
        {
            memo.Begin("", "");
            return found;
        }
        selecting.ForEach(c => c.AwaitsPods = !pods.AreListed || (c.SelectsNamespaces && !pods.AreNamespacesListed));
        selecting.RemoveAll(c => c.AwaitsPods);
        if (selecting.Count == 0)
        {
            return found;
        }
        memo.Begin(string.Join('\n', candidates.Where(c => c.IsWanted).Select(KeyOf)), pods.Namespaces);
        var matcher = new PodMatcher(selecting, pods);
        selecting.ForEach(c => c.Pods = new PodSelection?[nodes.Count]);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (!pods.ByNode.TryGetValue(nodes[i].Name, out var onNode))
            {
                continue;
            }
            if (memo.Of(nodes[i].Name, onNode) is not { } known)
            {
                memo.Keep(nodes[i].Name, known = new(onNode, matcher.Select(onNode)));
            }
            found[i] = known;
            for (var j = 0; j < selecting.Count; j++)
            {
                selecting[j].Pods![i] = selecting[j].Nodes[i] ? known.Selections[j] : null;
            }
        }
        memo.End(pods.ByNode);
        selecting.ForEach(TellOfHostNetwork);
        return found;
    }

    private static string? ProblemOf(Candidate candidate, PodSnapshot? pods) =>
        pods is null ? OnlyInCluster : pods.Problem ?? (candidate.SelectsNamespaces ? pods.NamespaceProblem : null);

    // All inputs of a session or a selection except pods; the generation stands for the spec.
    private static string KeyOf(Candidate candidate) =>
        $"{candidate.Name}/{candidate.Mirror.Metadata.Uid}/{candidate.Mirror.Metadata.Generation}/{candidate.IsPlanned}/{candidate.AwaitsPods}";

    private static void TellOfHostNetwork(Candidate candidate)
    {
        Tell(candidate, "spec.sources", s => s.HostNetworkSources, "sources select", "not mirrored; select the node's NIC instead");
        Tell(candidate, "spec.targets", s => s.HostNetworkTargets, "targets select", "without copies; write the node's NIC instead");
    }

    private static void Tell(Candidate candidate, string path, Func<PodSelection, IReadOnlyList<ClusterPod>> pods, string who, string advice)
    {
        var (count, first) = (0, (ClusterPod?)null);
        foreach (var selection in candidate.Pods!)
        {
            if (selection is null || pods(selection) is not { Count: > 0 } found)
            {
                continue;
            }
            count += found.Count;
            // Each node's pods are sorted.
            first = first is null || found[0].CompareTo(first) < 0 ? found[0] : first;
        }
        if (first is not null)
        {
            var message = $"{count} of the pods that the {who} have their node's network, such as {first.FullName}: {advice}";
            candidate.Findings.Add(new(Reasons.HostNetwork, path, message, IsRefusal: false));
        }
    }
}
