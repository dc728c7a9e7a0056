using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Planning;

/// <summary>TrafficMirrors as one line, if a line can express them: received traffic, every node, no priorities.</summary>
internal static class LineWriter
{
    /// <summary>The line for the given objects; null, with each reason, if it cannot be expressed.</summary>
    public static (string? Line, IReadOnlyList<string> Problems) Write(GivenInput given)
    {
        var (line, problems) = given.Mirrors.Count > 0 ? Write(given.Mirrors) : ("", []);
        var sets = given.Sets.ByName.Keys.Order(StringComparer.Ordinal).Select(name => $"{name}: it is an AddressSet; a line names none").ToList();
        return sets.Count == 0 ? (line, problems) : (null, [.. problems, .. sets]);
    }

    /// <summary>The line; null, with each reason, if it cannot be expressed.</summary>
    public static (string? Line, IReadOnlyList<string> Problems) Write(IReadOnlyList<TrafficMirror> mirrors)
    {
        var problems = mirrors.SelectMany(Problems).ToList();
        if (problems.Count > 0)
        {
            return (null, problems);
        }
        var rules = mirrors.SelectMany(m => m.Spec.Targets.Select(t => $"{string.Join('/', m.Spec.Sources.Select(s => s.Id))}@{t.Id}"));
        var line = string.Join('_', rules);
        // The parser decides in the end, as for names that contain a separator.
        var parsed = MirrorLine.Parse(line);
        return parsed.IsValid ? (line, []) : (null, [.. parsed.Errors.Select(e => e.Message)]);
    }

    private static IEnumerable<string> Problems(TrafficMirror mirror)
    {
        var name = mirror.Metadata.Name;
        foreach (var source in mirror.Spec.Sources.Where(s => s.Direction != MirrorDirection.Ingress))
        {
            yield return $"{name}: {source.Id} has the direction {source.Direction}; a line copies what is received (Ingress)";
        }
        var nics = mirror.Spec.Targets.Where(t => t.Tunnel is null).Select(t => t.Id);
        foreach (var nic in mirror.Spec.Sources.Select(s => s.Id).Concat(nics).Where(n => n.AsSpan().IndexOfAny("_@/") >= 0))
        {
            yield return $"{name}: {nic} has a character that separates in a line";
        }
        // Whatever fields are left: a field that is added to mirrors later is also refused here.
        var spec = ManifestWriter.Written(mirror)["spec"]!.AsObject();
        foreach (var (target, written) in mirror.Spec.Targets.Zip(spec["targets"]!.AsArray(), (t, w) => (t, w!.AsObject())))
        {
            foreach (var (field, value) in written.Where(f => f.Key is not ("name" or "interface")))
            {
                yield return $"{name}: {target.Id} has {field}{Short(value)}; a line cannot say that";
            }
        }
        foreach (var (field, value) in spec.Where(f => f.Key is not ("sources" or "targets") && !(f.Key == "nodeSelector" && IsEmpty(f.Value))))
        {
            yield return $"{name}: it has {field}{Short(value)}; a line cannot say that";
        }
    }

    private static bool IsEmpty(JsonNode? value) => value is JsonObject fields ? fields.All(f => IsEmpty(f.Value)) : value is JsonArray { Count: 0 };

    private static string Short(JsonNode? value) => value is JsonValue ? $" {value.ToJsonString().Trim('"')}" : "";
}
