using System.Text.Json;
using K8sMirror.Cluster.Reading;

namespace K8sMirror.Operator.Watching;

/// <summary>Takes an <see cref="AgentPod"/> out of a Pod.</summary>
internal static class AgentPodReader
{
    /// <summary>Reads; throws <see cref="JsonException"/>, <see cref="KeyNotFoundException"/> or <see cref="InvalidOperationException"/> on what is not a Pod.</summary>
    public static AgentPod Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var ready = ReadyCondition.Of(item);
        return new(
            metadata.GetProperty("name").GetString()!,
            item.TryGetProperty("spec", out var spec) && spec.TryGetProperty("nodeName", out var node) ? node.GetString() ?? "" : "",
            ready.IsTrue,
            ready.Since ?? (metadata.TryGetProperty("creationTimestamp", out var created) && created.TryGetDateTimeOffset(out var at) ? at : default));
    }
}
