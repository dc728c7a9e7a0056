using System.Text.Json;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Reading;

/// <summary>The API server's JSON → the parts that we need. Unknown fields are ignored: the cluster may be newer.</summary>
internal static class ObjectReader
{
    /// <summary>Label that distinguishes agent and operator.</summary>
    public const string ComponentLabel = "app.kubernetes.io/component";

    /// <summary>The objects of a list, one for each name; those that cannot be read are left out, with a note.</summary>
    public static List<T> All<T>(string kind, IEnumerable<JsonElement> items, Func<JsonElement, T> read, List<string> notes)
    {
        var all = new List<T>();
        var names = new HashSet<(string Namespace, string Name)>();
        foreach (var item in items)
        {
            var metadata = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("metadata", out var given) ? given : default;
            var (space, name) = (LenientJson.Text(metadata, "namespace"), LenientJson.Text(metadata, "name"));
            if (name.Length == 0)
            {
                notes.Add($"{kind} without a name: left out");
            }
            else if (names.Add((space, name)))
            {
                try
                {
                    all.Add(read(item));
                }
                catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
                {
                    notes.Add($"{kind} {name} cannot be read and is left out: {(e is JsonException ? e.Message : "a field is missing, or of another type")}");
                }
            }
        }
        return all;
    }

    /// <summary>Reads a TrafficMirror.</summary>
    public static TrafficMirror Mirror(JsonElement item)
    {
        NullItems.Refuse(item);
        return item.Deserialize(LenientJson.Skip.TrafficMirror)!;
    }

    /// <summary>Reads a NodeMirror.</summary>
    public static NodeMirror NodeMirror(JsonElement item)
    {
        NullItems.Refuse(item);
        return item.Deserialize(LenientJson.Skip.NodeMirror)!;
    }

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

    private static int MetricsPort(JsonElement container) =>
        container.TryGetProperty("ports", out var ports)
            ? ports.EnumerateArray().Where(p => LenientJson.Text(p, "name") == "metrics").Select(p => p.GetProperty("containerPort").GetInt32()).FirstOrDefault()
            : 0;
}
