using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Status;

/// <summary>All nodes of one mirror, counted and summarized.</summary>
internal sealed class NodeTally
{
    private const int GroupsShown = 3;
    private const int LongestMessage = 256;

    private readonly List<IGrouping<(NodeOutcomeKind Kind, string Reason), NodeOutcome>> groups;

    public NodeTally(TrafficMirror mirror, IEnumerable<NodeReport> reports)
    {
        Outcomes = [.. reports.Select(r => NodeOutcome.Of(mirror, r)).OrderBy(o => o.Node, StringComparer.Ordinal)];
        groups =
        [
            .. Outcomes.Where(o => o.Kind != NodeOutcomeKind.Programmed)
                .GroupBy(o => (o.Kind, o.Reason))
                .OrderBy(g => g.Key.Kind).ThenByDescending(g => g.Count())
                .ThenBy(g => ReasonSeverity.RankOf(g.Key.Reason)).ThenBy(g => g.Key.Reason, StringComparer.Ordinal),
        ];
    }

    /// <summary>By node name.</summary>
    public IReadOnlyList<NodeOutcome> Outcomes { get; }

    public NodeCounts Counts => new() { Desired = Outcomes.Count, Programmed = Count(NodeOutcomeKind.Programmed), Failed = Count(NodeOutcomeKind.Failed) };

    public bool HasDefinite => Count(NodeOutcomeKind.Failed) + Count(NodeOutcomeKind.Waiting) > 0;

    public bool HasUnreported => Count(NodeOutcomeKind.Unreported) > 0;

    public bool HasSilent => Count(NodeOutcomeKind.Silent) > 0;

    /// <summary>True if the state of a node is not known.</summary>
    public bool HasUnheard => HasUnreported || HasSilent;

    /// <summary>Why it is not known.</summary>
    public string UnheardReason => HasUnreported ? Reasons.Pending : Reasons.AgentSilent;

    /// <summary><c>not known of 2 of 3 nodes, see node-b</c>.</summary>
    public string UnheardMessage
    {
        get
        {
            var unheard = Outcomes.Where(o => o.Kind is NodeOutcomeKind.Unreported or NodeOutcomeKind.Silent).ToList();
            return $"not known of {unheard.Count} of {Nodes(Outcomes.Count)}{See(unheard[0])}";
        }
    }

    /// <summary>True if a node did not get the mirror, so its NICs are not known.</summary>
    public bool HasLeftOut => Outcomes.Any(o => o is { Kind: NodeOutcomeKind.Failed, Session: null });

    /// <summary>Reason of the group to show first.</summary>
    public string MainReason => groups[0].Key.Reason;

    /// <summary><c>2 of 3 nodes programmed; 1 pending: waits for eth4 (InterfaceNotFound), see node-c</c>.</summary>
    public string Message => field ??= Describe();

    public static string Nodes(int count) => count == 1 ? "1 node" : $"{count} nodes";

    /// <summary>One node to look at; not all names would fit, and one is enough to start with.</summary>
    public static string See(NodeOutcome outcome) => $", see {outcome.Node}";

    /// <summary>
    /// Counts the pods of all nodes. If a node reports more pods than its session has now, the rest have ended since; pods that it does not report yet are
    /// waiting.
    /// </summary>
    /// <param name="planned">The pods that the operator found.</param>
    /// <param name="isCarriedOut">False if nothing is mirrored, whatever nodes report.</param>
    public PodCounts CountPods(MirrorPods planned, bool isCarriedOut)
    {
        var (mirrored, failed) = (0, planned.HostNetwork);
        foreach (var outcome in isCarriedOut ? Outcomes : [])
        {
            var said = outcome.Session?.PodCounts ?? new();
            var there = Math.Min(said.Mirrored, outcome.Pods);
            mirrored += there;
            failed += Math.Min(said.Failed, outcome.Pods - there);
        }
        return new() { Selected = planned.Selected, Mirrored = mirrored, Waiting = planned.Selected - mirrored - failed, Failed = failed };
    }

    private string Describe()
    {
        var counts = Counts;
        var text = $"{counts.Programmed} of {Nodes(counts.Desired)} programmed";
        foreach (var group in groups.Take(GroupsShown))
        {
            text += $"; {Phrase(group.Count(), Speaker(group))} ({group.Key.Reason})"
                + (group == groups[0] || group.Key.Kind == NodeOutcomeKind.Silent ? See(Speaker(group)) : "");
        }
        var rest = groups.Skip(GroupsShown).Sum(g => g.Count());
        return rest > 0 ? $"{text}; {rest} for other reasons" : text;
    }

    private int Count(NodeOutcomeKind kind) => Outcomes.Count(o => o.Kind == kind);

    /// <summary>The first node with the most common message represents its group; ties are broken by text, so that equal facts give equal messages.</summary>
    private static NodeOutcome Speaker(IEnumerable<NodeOutcome> group) => group.GroupBy(o => o.Message, StringComparer.Ordinal)
        .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().First();

    private static string Phrase(int count, NodeOutcome speaker)
    {
        var one = count == 1;
        var message = speaker.Message.Length > LongestMessage ? speaker.Message[..LongestMessage] + "…" : speaker.Message;
        if (speaker.Kind == NodeOutcomeKind.Unreported)
        {
            return $"{count} {(one ? "has" : "have")} not reported {(message.Length == 0 ? "yet" : message)}";
        }
        if (speaker.Kind == NodeOutcomeKind.Silent)
        {
            return (one ? "the agent of 1 is silent" : $"the agents of {count} are silent") + (message.Length == 0 ? "" : $": {message}");
        }
        return $"{count} {(speaker.Kind == NodeOutcomeKind.Failed ? "failed" : "pending")}" + (message.Length == 0 ? "" : $": {message}");
    }
}
