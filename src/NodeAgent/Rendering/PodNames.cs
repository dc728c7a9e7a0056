using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>NICs with the pods behind them, as readable text.</summary>
internal static class PodNames
{
    /// <summary><c>veth1a2b (payments/web-0)</c>; the NIC alone if no pod of the session is behind it.</summary>
    public static string Of(SessionStatus session, string nic)
    {
        var pod = session.Pods?.FirstOrDefault(p => p.Interfaces?.Contains(nic) == true);
        return pod is null ? nic : $"{nic} ({pod.Namespace}/{pod.Name})";
    }

    /// <summary>A line for each pod that has no NIC to show.</summary>
    public static string Waiting(IEnumerable<SessionStatus> sessions) => string.Concat(sessions.SelectMany(s => (s.Pods ?? [])
        .Where(p => p.Interfaces is null or [])
        .Select(p => $"{s.Mirror}: {(p.IsTarget ? "target pod" : "pod")} {p.Namespace}/{p.Name}: {p.Message}\n")));
}
