using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.Core.Manifests;

namespace K8sMirror.Core.Manifests;

/// <summary>Writes TrafficMirrors as YAML that <c>kubectl apply</c> and <see cref="ManifestReader"/> read back to the same objects.</summary>
public static class ManifestWriter
{
    /// <summary>Values that need not be written.</summary>
    private static readonly TrafficMirrorSpec Defaults = new() { Filter = new(), Sampling = new() };

    /// <summary>One document for each mirror: name, labels, annotations and spec; fields that have their default are left out, directions are not.</summary>
    public static string Write(IEnumerable<TrafficMirror> mirrors) => string.Join("---\n", mirrors.Select(Write));

    /// <summary>One document.</summary>
    public static string Write(TrafficMirror mirror)
    {
        using var document = JsonDocument.Parse(Written(mirror).ToJsonString());
        return YamlText.From(document.RootElement);
    }

    /// <summary>The fields of a mirror that are written, as JSON.</summary>
    public static JsonObject Written(TrafficMirror mirror)
    {
        var ours = mirror with { Metadata = new() { Name = mirror.Metadata.Name, Labels = Filled(mirror.Metadata.Labels), Annotations = Filled(mirror.Metadata.Annotations) }, Status = null };
        var json = JsonSerializer.SerializeToNode(ours, ApiJsonContext.Default.TrafficMirror)!.AsObject();
        var defaults = JsonSerializer.SerializeToNode(Defaults, ApiJsonContext.Default.TrafficMirrorSpec)!.AsObject();
        // A required field is always written.
        defaults["sampling"]!.AsObject().Remove("oneIn");
        LeaveOut(json["spec"]!.AsObject(), defaults);
        return json;
    }

    private static SortedDictionary<string, string>? Filled(IReadOnlyDictionary<string, string>? strings) =>
        strings is { Count: > 0 } ? new(strings.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) : null;

    private static void LeaveOut(JsonObject value, JsonObject defaults)
    {
        foreach (var (field, byDefault) in defaults)
        {
            switch (value[field], byDefault)
            {
                case (JsonObject inner, JsonObject innerDefaults):
                    LeaveOut(inner, innerDefaults);
                    break;
                case (JsonValue written, JsonValue) when JsonNode.DeepEquals(written, byDefault):
                    value.Remove(field);
                    break;
            }
        }
    }
}
