using K8sMirror.Core.Api;

namespace K8sMirror.Core.Status;

/// <summary>All nodes of one mirror, counted and put into words.</summary>
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

    /// <summary>Reason of the group to show first.</summary>
    public string MainReason => groups[0].Key.Reason;

    /// <summary><c>2 of 3 nodes programmed; 1 waits for eth4 (InterfaceNotFound), see node-c</c>.</summary>
    public string Message
    {
        get
        {
            var counts = Counts;
            var text = $"{counts.Programmed} of {Nodes(counts.Desired)} programmed";
            foreach (var group in groups.Take(GroupsShown))
            {
                text += $"; {Phrase([.. group], group.Key.Kind)} ({group.Key.Reason})" + (group == groups[0] ? See(group.First()) : "");
            }
            var rest = groups.Skip(GroupsShown).Sum(g => g.Count());
            return rest > 0 ? $"{text}; {rest} for other reasons" : text;
        }
    }

    public static string Nodes(int count) => count == 1 ? "1 node" : $"{count} nodes";

    /// <summary>One node to look at; names would not all fit, and one is enough to begin with.</summary>
    public static string See(NodeOutcome outcome) => $", see {outcome.Node}";

    private int Count(NodeOutcomeKind kind) => Outcomes.Count(o => o.Kind == kind);

    private static string Phrase(List<NodeOutcome> group, NodeOutcomeKind kind)
    {
        var one = group.Count == 1;
        if (kind == NodeOutcomeKind.Unreported)
        {
            return $"{group.Count} {(one ? "has" : "have")} not reported yet";
        }
        if (kind == NodeOutcomeKind.Silent)
        {
            return one ? "the agent of 1 is silent" : $"the agents of {group.Count} are silent";
        }
        // The commonest message speaks for the group; ties by text, so that the same facts give the same words.
        var message = group.GroupBy(o => o.Message, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        message = message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;
        var waits = one ? "waits" : "wait";
        var verb = kind == NodeOutcomeKind.Failed ? "failed" : waits;
        return message.StartsWith("waits for ", StringComparison.Ordinal) ? $"{group.Count} {waits}{message["waits".Length..]}"
            : message.Length == 0 ? $"{group.Count} {verb}"
            : $"{group.Count} {verb}: {message}";
    }
}
