using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// As much of a status as an API server accepts together with the spec: otherwise one mirror that selects hundreds of NICs for dozens of
/// tools would leave every mirror of the node unreported.
/// </summary>
internal static class StatusExcerpt
{
    /// <summary>Most edges that are written, of all sessions; some 150 bytes each, 250 with a message.</summary>
    public const int MostEdges = 4096;

    // Most characters of one session's message if not all of its edges can be listed. Halved with them.
    private const int MostWords = 1024;

    /// <summary>
    /// The same instance if it is small enough. Else each session keeps an equal share of its edges, those that give it its reason first, then
    /// others that are not programmed, shed copies or drop large frames; its message says how many there are. States and reasons stay as they are, and
    /// of edges that shed, and of those that drop large frames, at least one stays: the mirror's conditions are made of them.
    /// </summary>
    public static NodeMirrorStatus Of(NodeMirrorStatus status)
    {
        if (status.Sessions.Sum(s => s.Edges.Count) <= MostEdges && NodeMirrorLimits.BytesOf(status) <= NodeMirrorLimits.StatusBytes)
        {
            return status;
        }
        var (share, words) = (Math.Max(1, MostEdges / status.Sessions.Count), MostWords);
        while (true)
        {
            var excerpt = status with { Sessions = [.. status.Sessions.Select(s => Cut(s, share, words))] };
            if (NodeMirrorLimits.BytesOf(excerpt) <= NodeMirrorLimits.StatusBytes || share + words == 0)
            {
                return excerpt;
            }
            (share, words) = (share / 2, words / 2);
        }
    }

    private static SessionStatus Cut(SessionStatus session, int share, int words)
    {
        var texts = new List<string> { session.Message.Length <= words ? session.Message : session.Message[..words].TrimEnd() + "…" };
        var cut = session;
        if (session.Edges.Count > share)
        {
            // By index and not by edge, so that the order is kept.
            var shedding = First(session, e => e.Shedding);
            var narrow = First(session, IsNarrow);
            var kept = Enumerable.Range(0, session.Edges.Count)
                .OrderBy(i => i != shedding && i != narrow)
                .ThenBy(i => session.Edges[i].Reason != session.Reason)
                .ThenBy(i => session.Edges[i] is { State: ProgrammedState.Programmed, Shedding: false } && !IsNarrow(session.Edges[i]))
                .Take(share).Order().Select(i => session.Edges[i]);
            cut = cut with { Edges = [.. kept] };
            texts.Add($"{share} of {session.Edges.Count} copies are listed");
        }
        if (session.Pods is { } pods && pods.Count > share)
        {
            // Those with a problem stand first.
            cut = cut with { Pods = share == 0 ? null : [.. pods.Take(share)] };
            texts.Add($"{share} of {pods.Count} pods are listed");
        }
        var message = string.Join("; ", texts.Where(t => t.Length > 0));
        return message == session.Message ? cut : cut with { Message = message };
    }

    private static int First(SessionStatus session, Predicate<EdgeStatus> isIt) => session.Edges.ToList().FindIndex(isIt);

    private static bool IsNarrow(EdgeStatus edge) => edge.MtuShortfall?.DropsAbove > 0;
}
