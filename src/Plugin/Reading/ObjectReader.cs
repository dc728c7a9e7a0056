using System.Text.Json;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Reading;

/// <summary>The API server's JSON → the parts that we need. Unknown fields are ignored: the cluster may be newer.</summary>
internal static class ObjectReader
{
    /// <summary>Reads a TrafficMirror; null, with a note, if it cannot be read.</summary>
    public static TrafficMirror? Mirror(JsonElement item, List<string> notes) =>
        Read(item, notes, () => item.Deserialize(LenientJson.Skip.TrafficMirror));

    /// <summary>Reads a NodeMirror; null, with a note, if it cannot be read.</summary>
    public static NodeMirror? NodeMirror(JsonElement item, List<string> notes) =>
        Read(item, notes, () => item.Deserialize(LenientJson.Skip.NodeMirror));

    /// <summary>Reads a pod.</summary>
    public static ComponentPod Pod(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var spec = item.GetProperty("spec");
        var container = spec.GetProperty("containers")[0];
        var status = item.TryGetProperty("status", out var s) ? s : default;
        return new(
            LenientJson.Text(metadata, "namespace"), LenientJson.Text(metadata, "name"),
            metadata.TryGetProperty("labels", out var labels) ? LenientJson.Text(labels, ComponentLabel) : "",
            LenientJson.Text(spec, "nodeName"), LenientJson.Text(status, "podIP"), MetricsPort(container), ReadyCondition.Of(item).IsTrue, LenientJson.Text(container, "image"));
    }

    /// <summary>Label that distinguishes agent and operator.</summary>
    public const string ComponentLabel = "app.kubernetes.io/component";

    private static T? Read<T>(JsonElement item, List<string> notes, Func<T?> read)
        where T : class
    {
        try
        {
            NullItems.Refuse(item);
            return read();
        }
        catch (JsonException e)
        {
            notes.Add($"{LenientJson.Text(item, "kind")} {LenientJson.Text(item.GetProperty("metadata"), "name")} cannot be read and is left out: {e.Message}");
            return null;
        }
    }

    private static int MetricsPort(JsonElement container) =>
        container.TryGetProperty("ports", out var ports)
            ? ports.EnumerateArray().Where(p => LenientJson.Text(p, "name") == "metrics").Select(p => p.GetProperty("containerPort").GetInt32()).FirstOrDefault()
            : 0;
}
