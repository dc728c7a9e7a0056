using System.Collections.Frozen;
using System.Text.Json;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>Takes <see cref="NodeFacts"/> out of a Node.</summary>
internal static class NodeReader
{
    /// <summary>Reads; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> on what is no Node.</summary>
    public static NodeFacts Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        // Frozen and with shared keys: all nodes have the same dozen keys.
        var labels = metadata.TryGetProperty("labels", out var pairs)
            ? pairs.EnumerateObject().ToFrozenDictionary(pair => string.Intern(pair.Name), pair => pair.Value.GetString() ?? "")
            : FrozenDictionary<string, string>.Empty;
        return new(new ClusterNode(metadata.GetProperty("name").GetString()!, metadata.GetProperty("uid").GetString()!, labels), LostSince(item))
        {
            BootId = BootId(item),
        };
    }

    private static string BootId(JsonElement node) =>
        node.TryGetProperty("status", out var status) && status.TryGetProperty("nodeInfo", out var facts)
        && facts.TryGetProperty("bootID", out var boot) ? boot.GetString() ?? "" : "";

    private static DateTimeOffset? LostSince(JsonElement node)
    {
        if (node.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions))
        {
            foreach (var condition in conditions.EnumerateArray())
            {
                if (condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("Unknown"))
                {
                    return condition.TryGetProperty("lastTransitionTime", out var time) && time.TryGetDateTimeOffset(out var at) ? at : null;
                }
            }
        }

        return null;
    }
}
