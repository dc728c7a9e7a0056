using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Reconciling;

/// <summary>Logs what changed between two statuses, one line for each edge, and nothing when nothing did.</summary>
internal static class TransitionLog
{
    /// <summary>Writes the difference.</summary>
    public static void Write(ILogger logger, NodeMirrorStatus? before, NodeMirrorStatus after)
    {
        var old = Edges(before);
        var now = Edges(after);
        foreach (var ((mirror, key), edge) in now)
        {
            if (!old.TryGetValue((mirror, key), out var was) || was.State != edge.State || was.Reason != edge.Reason)
            {
                Write(logger, mirror, key, edge);
            }
        }
        foreach (var (mirror, key) in old.Keys.Where(k => !now.ContainsKey(k)))
        {
            LoopLog.EdgeGone(logger, mirror, key.ToString());
        }
        var missingBefore = Missing(before).Select(p => (p.Mirror, p.Pod.Namespace, p.Pod.Name)).ToHashSet();
        foreach (var (mirror, pod) in Missing(after).Where(p => !missingBefore.Contains((p.Mirror, p.Pod.Namespace, p.Pod.Name))))
        {
            LoopLog.PodMissing(logger, mirror, $"{pod.Namespace}/{pod.Name}", pod.Message);
        }
        var refusedBefore = Refused(before).Select(s => (s.Mirror, s.Message)).ToHashSet();
        foreach (var session in Refused(after).Where(s => !refusedBefore.Contains((s.Mirror, s.Message))))
        {
            LoopLog.SessionRefused(logger, session.Mirror, session.Reason, session.Message);
        }
    }

    private static void Write(ILogger logger, string mirror, EdgeKey key, EdgeStatus edge)
    {
        switch (edge.State)
        {
            case ProgrammedState.Programmed:
                LoopLog.EdgeProgrammed(logger, mirror, key.ToString());
                break;
            case ProgrammedState.Pending:
                LoopLog.EdgePending(logger, mirror, key.ToString(), edge.Reason, edge.Message);
                break;
            default:
                LoopLog.EdgeFailed(logger, mirror, key.ToString(), edge.Reason, edge.Message);
                break;
        }
    }

    private static Dictionary<(string Mirror, EdgeKey Key), EdgeStatus> Edges(NodeMirrorStatus? status)
    {
        var edges = new Dictionary<(string, EdgeKey), EdgeStatus>();
        foreach (var session in status?.Sessions ?? [])
        {
            foreach (var edge in session.Edges)
            {
                edges[(session.Mirror, new(edge.Source, edge.Direction, edge.Target))] = edge;
            }
        }
        return edges;
    }

    // What else hinders a pod is said of its edges.
    private static IEnumerable<(string Mirror, PodStatus Pod)> Missing(NodeMirrorStatus? status) => (status?.Sessions ?? []).SelectMany(
        s => (s.Pods ?? []).Where(p => p.State == ProgrammedState.Failed && p.Reason == Reasons.PodInterfaceNotFound).Select(p => (s.Mirror, p)));

    private static IEnumerable<SessionStatus> Refused(NodeMirrorStatus? status) =>
        (status?.Sessions ?? []).Where(s => s.Edges.Count == 0 && s.State == ProgrammedState.Failed && s.Reason != Reasons.PodInterfaceNotFound);
}
