using System.Text.Json;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>The kinds that the operator watches.</summary>
internal static class Kinds
{
    private const string Group = "apis/" + ApiGroup.ApiVersion + "/";
    private static readonly InternPool<NodeMirrorSpec> Specs = new(part => part.Deserialize(LenientJson.Skip.NodeMirrorSpec));
    private static readonly InternPool<SessionStatus> Sessions = new(part => part.Deserialize(LenientJson.Skip.SessionStatus));

    /// <summary>What users want.</summary>
    public static ResourceKind<TrafficMirror> TrafficMirrors { get; } =
        new(TrafficMirror.KindName, Group + TrafficMirror.Plural, ReadMirror);

    /// <summary>Specs and reports of nodes; small pages, because with 50 mirrors each object is some 100 KB until it is read.</summary>
    public static ResourceKind<NodeMirror> NodeMirrors { get; } =
        new(NodeMirror.KindName, Group + NodeMirror.Plural, ReadNodeMirror, PageSize: 50) { ListsAfterEarlyEnd = true };

    /// <summary>Addresses that rules name; small pages, because each object may be a megabyte until it is read.</summary>
    public static ResourceKind<AddressSetFacts> AddressSets { get; } =
        new(AddressSet.KindName, Group + AddressSet.Plural, item => (AddressSetFacts.Read(Metadata(item), item), null), PageSize: 20);

    /// <summary>The agents' pods.</summary>
    public static ResourceKind<AgentPod> AgentPods(string ns, string selector) =>
        new("Pod", $"api/v1/namespaces/{Uri.EscapeDataString(ns)}/pods", item => (AgentPodReader.Read(item), null), PageSize: 250)
        {
            Filter = $"&labelSelector={Uri.EscapeDataString(selector)}",
        };

    /// <summary>All pods that run on nodes; small pages, because each object is large until it is read.</summary>
    public static ResourceKind<ClusterPod> Pods(PodReader reader) => new("Pod", "api/v1/pods", item => (reader.Read(item), null), PageSize: 250)
    {
        Filter = $"&fieldSelector={Uri.EscapeDataString(ClusterPod.FieldSelector)}",
    };

    /// <summary>Namespaces.</summary>
    public static ResourceKind<NamespaceLabels> Namespaces { get; } = new("Namespace", "api/v1/namespaces", item => (NamespaceLabels.Read(item), null));

    /// <summary>Nodes; small pages, because each object is large until it is read.</summary>
    public static ResourceKind<NodeFacts> Nodes { get; } = new("Node", "api/v1/nodes", item => (NodeReader.Read(item), null), PageSize: 250)
    {
        Filter = $"&labelSelector={Uri.EscapeDataString(ClusterNode.LabelSelector)}",
    };

    private static (TrafficMirror Value, PartProblem? Problem) ReadMirror(JsonElement item)
    {
        // The spec is read strictly: half of what a user asked for could mirror more than was asked.
        var (spec, problem) = LenientJson.Part(item, "spec", part => part.Deserialize(ApiJsonContext.Default.TrafficMirrorSpec));
        var (status, _) = LenientJson.Part(item, "status", part => part.Deserialize(LenientJson.Skip.TrafficMirrorStatus));
        return (new TrafficMirror { Metadata = Metadata(item), Spec = spec ?? new(), Status = status }, problem);
    }

    private static (NodeMirror Value, PartProblem? Problem) ReadNodeMirror(JsonElement item)
    {
        var (spec, problem) = LenientJson.Part(item, "spec", Specs.Read);
        var (status, statusProblem) = LenientJson.Part(item, "status", ReadStatus);
        return (new NodeMirror { Metadata = Metadata(item), Spec = spec ?? new(), Status = status }, problem ?? statusProblem);
    }

    // Nodes differ in generation, kernel and boot, but rarely in what they report of a session.
    private static NodeMirrorStatus? ReadStatus(JsonElement status)
    {
        if (status.ValueKind != JsonValueKind.Object || !status.TryGetProperty("sessions", out var sessions) || sessions.ValueKind != JsonValueKind.Array)
        {
            return status.Deserialize(LenientJson.Skip.NodeMirrorStatus);
        }

        var head = LenientJson.Object(status);
        head.Remove("sessions");
        return head.Deserialize(LenientJson.Skip.NodeMirrorStatus)! with
        {
            Sessions = [.. sessions.EnumerateArray().Select(session => Sessions.Read(session) ?? throw new JsonException("a session is null"))],
        };
    }

    private static ObjectMeta Metadata(JsonElement item) =>
        LenientJson.Part(item, "metadata", part => part.Deserialize(LenientJson.Skip.ObjectMeta)) is { Value: { } metadata } ? metadata
        : throw new JsonException("metadata cannot be read");
}
