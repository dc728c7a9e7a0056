using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>The plan of one node's pods.</summary>
/// <param name="pods">All its pods.</param>
/// <param name="selections">What each mirror selects of them, in the order of <see cref="PodMatcher.Candidates"/>.</param>
internal sealed class NodePods(IReadOnlyList<ClusterPod> pods, PodSelection?[] selections)
{
    private string set = "";
    private NodeGroup? group;

    /// <summary>All pods of the node.</summary>
    public IReadOnlyList<ClusterPod> Pods => pods;

    /// <summary>What each mirror selects of them; null if nothing.</summary>
    public PodSelection?[] Selections => selections;

    /// <summary>The plan for a set of mirrors; null if the last one was for another set, or there is none yet.</summary>
    public NodeGroup? Of(string mirrors) => mirrors == set ? group : null;

    /// <summary>Remembers the plan for a set of mirrors.</summary>
    public NodeGroup Keep(string mirrors, NodeGroup planned)
    {
        (set, group) = (mirrors, planned);
        return planned;
    }
}
