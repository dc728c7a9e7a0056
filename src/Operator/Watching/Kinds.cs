using System.Collections.Frozen;
using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Watching;

/// <summary>The three kinds that the operator watches.</summary>
internal static class Kinds
{
    private const string Group = "apis/" + ApiGroup.ApiVersion + "/";

    /// <summary>What users want.</summary>
    public static ResourceKind<TrafficMirror> TrafficMirrors { get; } =
        new(TrafficMirror.KindName, Group + TrafficMirror.Plural, ReadMirror);

    /// <summary>What nodes are told and say.</summary>
    public static ResourceKind<NodeMirror> NodeMirrors { get; } =
        new(NodeMirror.KindName, Group + NodeMirror.Plural, ReadNodeMirror);

    /// <summary>Nodes; small pages, because each object is large until it is read.</summary>
    public static ResourceKind<NodeFacts> Nodes { get; } = new("Node", "api/v1/nodes", ReadNode, PageSize: 250);

    private static (TrafficMirror Value, string? Problem) ReadMirror(JsonElement item)
    {
        // The spec is read strictly: half of what a user asked for could mirror more than was asked.
        var (spec, problem) = LenientJson.Part(item, "spec", ApiJsonContext.Default.TrafficMirrorSpec);
        var (status, _) = LenientJson.Part(item, "status", LenientJson.Skip.TrafficMirrorStatus);
        return (new TrafficMirror { Metadata = Metadata(item), Spec = spec ?? new(), Status = status }, problem);
    }

    private static (NodeMirror Value, string? Problem) ReadNodeMirror(JsonElement item)
    {
        var (spec, problem) = LenientJson.Part(item, "spec", LenientJson.Skip.NodeMirrorSpec);
        var (status, statusProblem) = LenientJson.Part(item, "status", LenientJson.Skip.NodeMirrorStatus);
        return (new NodeMirror { Metadata = Metadata(item), Spec = spec ?? new(), Status = status }, problem ?? statusProblem);
    }

    private static ObjectMeta Metadata(JsonElement item) =>
        LenientJson.Part(item, "metadata", LenientJson.Skip.ObjectMeta) is { Value: { } metadata } ? metadata
        : throw new JsonException("metadata cannot be read");

    private static (NodeFacts Value, string? Problem) ReadNode(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var labels = metadata.TryGetProperty("labels", out var pairs)
            ? pairs.EnumerateObject().ToFrozenDictionary(pair => string.Intern(pair.Name), pair => pair.Value.GetString() ?? "")
            : FrozenDictionary<string, string>.Empty;
        var (ready, since) = Readiness(item);
        return (new NodeFacts(metadata.GetProperty("name").GetString()!, metadata.GetProperty("uid").GetString()!, labels, ready, since), null);
    }

    private static (bool Ready, DateTimeOffset? Since) Readiness(JsonElement node)
    {
        if (node.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions))
        {
            foreach (var condition in conditions.EnumerateArray())
            {
                if (condition.GetProperty("type").ValueEquals("Ready"))
                {
                    return (condition.GetProperty("status").ValueEquals("True"),
                        condition.TryGetProperty("lastTransitionTime", out var time) && time.TryGetDateTimeOffset(out var at) ? at : null);
                }
            }
        }

        return (false, null);
    }
}
