using System.Text.Json;

namespace K8sMirror.Operator.Watching;

/// <summary>Takes an <see cref="AgentPod"/> out of a Pod.</summary>
internal static class AgentPodReader
{
    /// <summary>Reads; throws <see cref="JsonException"/>, <see cref="KeyNotFoundException"/> or <see cref="InvalidOperationException"/> on what is no Pod.</summary>
    public static AgentPod Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var (isReady, since) = Ready(item);
        return new(
            metadata.GetProperty("name").GetString()!,
            item.TryGetProperty("spec", out var spec) && spec.TryGetProperty("nodeName", out var node) ? node.GetString() ?? "" : "",
            isReady,
            since ?? (metadata.TryGetProperty("creationTimestamp", out var created) && created.TryGetDateTimeOffset(out var at) ? at : default));
    }

    private static (bool IsReady, DateTimeOffset? Since) Ready(JsonElement pod)
    {
        if (pod.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions))
        {
            foreach (var condition in conditions.EnumerateArray().Where(condition => condition.GetProperty("type").ValueEquals("Ready")))
            {
                return (
                    condition.GetProperty("status").ValueEquals("True"),
                    condition.TryGetProperty("lastTransitionTime", out var time) && time.TryGetDateTimeOffset(out var at) ? at : null);
            }
        }

        return (false, null);
    }
}
