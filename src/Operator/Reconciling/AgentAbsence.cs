using System.Globalization;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>A node on which no agent is ready.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Why">Human-readable; the same words as long as the facts are the same.</param>
internal sealed record AgentAbsence(DateTimeOffset Since, string Why)
{
    private const string Consequence = "copies end there with the dead-man deadline";

    /// <summary>
    /// Checks the pods of one node. Null if an agent is ready there, even while another is terminating. If no pod shows since when,
    /// <paramref name="seen"/> does.
    /// </summary>
    public static AgentAbsence? Of(IReadOnlyCollection<AgentPod> pods, DateTimeOffset seen)
    {
        if (pods.Any(pod => pod.IsReady))
        {
            return null;
        }
        if (pods.MaxBy(pod => (pod.Since, pod.Name)) is not { } pod)
        {
            return new(seen, $"no agent runs there, and {Consequence}");
        }
        // Repeated replacements of pods do not restart the time.
        var since = pod.Since < seen ? pod.Since : seen;
        var text = pod.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new(since, $"its pod {pod.Name} is not ready since {text}, and {Consequence}");
    }
}
