using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// As much of a status as an API server takes: an object of more than 1.5 MiB is refused, and a status that is never written would leave every
/// mirror of the node unreported, because of one that selects hundreds of NICs for dozens of tools.
/// </summary>
internal static class StatusExcerpt
{
    /// <summary>Most edges that are written, of all sessions; some 150 bytes each, 250 with a message.</summary>
    public const int MostEdges = 4096;

    /// <summary>
    /// The same instance if it is small enough. Else each session keeps an equal share of its edges, those that give it its reason first, then
    /// others that are not programmed; its message says how many there are. States and reasons stay as they are.
    /// </summary>
    public static NodeMirrorStatus Of(NodeMirrorStatus status)
    {
        if (status.Sessions.Sum(s => s.Edges.Count) <= MostEdges)
        {
            return status;
        }
        var share = Math.Max(1, MostEdges / status.Sessions.Count);
        return status with { Sessions = [.. status.Sessions.Select(s => Cut(s, share))] };
    }

    private static SessionStatus Cut(SessionStatus session, int share)
    {
        if (session.Edges.Count <= share)
        {
            return session;
        }
        // By place and not by edge, so that what is kept stays in its order.
        var kept = Enumerable.Range(0, session.Edges.Count)
            .OrderBy(i => session.Edges[i].Reason != session.Reason).ThenBy(i => session.Edges[i].State == ProgrammedState.Programmed)
            .Take(share).Order().Select(i => session.Edges[i]);
        var text = $"{share} of {session.Edges.Count} copies are listed";
        return session with { Edges = [.. kept], Message = session.Message.Length == 0 ? text : $"{session.Message}; {text}" };
    }
}
