using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.Plugin.Reading;

/// <summary>JSON of the API server → what we look at. A field that this version does not know is passed over: the cluster may be newer.</summary>
internal static class ObjectReader
{
    private static readonly ApiJsonContext Lenient = new(new JsonSerializerOptions(ApiJsonContext.Default.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    });

    /// <summary>Reads; null and a note if it cannot be read.</summary>
    public static TrafficMirror? Mirror(JsonElement item, List<string> notes) =>
        Read(item, notes, () => item.Deserialize(Lenient.TrafficMirror));

    /// <summary>Reads; null and a note if it cannot be read.</summary>
    public static NodeMirror? NodeMirror(JsonElement item, List<string> notes) =>
        Read(item, notes, () => item.Deserialize(Lenient.NodeMirror));

    /// <summary>Reads; a set that cannot be read is one with a mistake.</summary>
    public static PrefixSet Set(JsonElement item)
    {
        try
        {
            // Strictly, as the agents do.
            return AddressSetReader.Read(item.GetProperty("spec").Deserialize(ApiJsonContext.Default.AddressSetSpec) ?? new());
        }
        catch (JsonException e)
        {
            return AddressSetReader.Unreadable($"this version cannot read it ({e.Path})");
        }
    }

    public static NodeFacts Node(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var labels = metadata.TryGetProperty("labels", out var pairs)
            ? pairs.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal)
            : [];
        return new(new ClusterNode(Text(metadata, "name"), Text(metadata, "uid"), labels), IsReady(item));
    }

    public static ComponentPod Pod(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var spec = item.GetProperty("spec");
        var container = spec.GetProperty("containers")[0];
        var status = item.TryGetProperty("status", out var s) ? s : default;
        return new(
            Text(metadata, "namespace"), Text(metadata, "name"),
            metadata.TryGetProperty("labels", out var labels) ? Text(labels, ComponentLabel) : "",
            Text(spec, "nodeName"), Text(status, "podIP"), MetricsPort(container), IsReady(item), Text(container, "image"));
    }

    /// <summary>Label that tells agent from operator.</summary>
    public const string ComponentLabel = "app.kubernetes.io/component";

    /// <summary>A text field; empty if it is not there.</summary>
    public static string Text(JsonElement item, string field) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static T? Read<T>(JsonElement item, List<string> notes, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JsonException e)
        {
            notes.Add($"{Text(item, "kind")} {Text(item.GetProperty("metadata"), "name")} cannot be read and is left out: {e.Message}");
            return null;
        }
    }

    private static int MetricsPort(JsonElement container) =>
        container.TryGetProperty("ports", out var ports)
            ? ports.EnumerateArray().Where(p => Text(p, "name") == "metrics").Select(p => p.GetProperty("containerPort").GetInt32()).FirstOrDefault()
            : 0;

    private static bool IsReady(JsonElement item) =>
        item.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions)
        && conditions.EnumerateArray().Any(c => Text(c, "type") == "Ready" && Text(c, "status") == "True");
}
