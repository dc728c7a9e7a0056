using System.Collections.Frozen;
using System.Text.Json;
using K8sMirror.Core.Planning;

namespace K8sMirror.Cluster.Reading;

/// <summary>Reads <see cref="NodeFacts"/> from a Node.</summary>
public static class NodeReader
{
    /// <summary>Reads; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> if this is not a Node.</summary>
    public static NodeFacts Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        // Frozen and with shared keys: all nodes have the same dozen keys.
        var labels = metadata.TryGetProperty("labels", out var pairs)
            ? pairs.EnumerateObject().ToFrozenDictionary(pair => string.Intern(pair.Name), pair => pair.Value.GetString() ?? "")
            : FrozenDictionary<string, string>.Empty;
        var ready = ReadyCondition.Of(item);
        return new(
            new ClusterNode(metadata.GetProperty("name").GetString()!, metadata.GetProperty("uid").GetString()!, labels),
            ready.IsUnknown ? ready.Since : null)
        {
            BootId = BootId(item),
            IsReady = ready.IsTrue,
        };
    }

    private static string BootId(JsonElement node) =>
        node.TryGetProperty("status", out var status) && status.TryGetProperty("nodeInfo", out var facts)
        && facts.TryGetProperty("bootID", out var boot) ? boot.GetString() ?? "" : "";
}
