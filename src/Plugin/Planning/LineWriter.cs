using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Plugin.Reading;

namespace K8sMirror.Plugin.Planning;

/// <summary>TrafficMirrors as one line, where a line can say them: received traffic, every node, no priorities.</summary>
internal static class LineWriter
{
    /// <summary>The line of what was given; null, with each reason, if it cannot be said.</summary>
    public static (string? Line, IReadOnlyList<string> Problems) Write(GivenInput given)
    {
        var (line, problems) = given.Mirrors.Count > 0 ? Write(given.Mirrors) : ("", []);
        var sets = given.Sets.ByName.Keys.Order(StringComparer.Ordinal).Select(name => $"{name}: it is an AddressSet; a line names none").ToList();
        return sets.Count == 0 ? (line, problems) : (null, [.. problems, .. sets]);
    }

    /// <summary>The line; null, with each reason, if it cannot be said.</summary>
    public static (string? Line, IReadOnlyList<string> Problems) Write(IReadOnlyList<TrafficMirror> mirrors)
    {
        var problems = mirrors.SelectMany(Problems).ToList();
        if (problems.Count > 0)
        {
            return (null, problems);
        }
        var rules = mirrors.SelectMany(m => m.Spec.Targets.Select(t => $"{string.Join('/', m.Spec.Sources.Select(s => s.Interface))}@{t.Interface}"));
        var line = string.Join('_', rules);
        // The grammar has the last word, as on names with a separator in them.
        var parsed = MirrorLine.Parse(line);
        return parsed.IsValid ? (line, []) : (null, [.. parsed.Errors.Select(e => e.Message)]);
    }

    private static IEnumerable<string> Problems(TrafficMirror mirror)
    {
        var name = mirror.Metadata.Name;
        foreach (var source in mirror.Spec.Sources.Where(s => s.Direction != MirrorDirection.Ingress))
        {
            yield return $"{name}: {source.Interface} has the direction {source.Direction}; a line copies what is received (Ingress)";
        }
        foreach (var nic in mirror.Spec.Sources.Select(s => s.Interface).Concat(mirror.Spec.Targets.Select(t => t.Interface)).Where(n => n.AsSpan().IndexOfAny("_@/") >= 0))
        {
            yield return $"{name}: {nic} has a character that separates in a line";
        }
        foreach (var target in mirror.Spec.Targets.Where(t => t.Segmentation != TargetSegmentation.Auto))
        {
            yield return $"{name}: {target.Interface} has the segmentation {target.Segmentation}; in a line it is Auto";
        }
        foreach (var target in mirror.Spec.Targets.Where(t => t.Deduplicate is not null))
        {
            yield return $"{name}: {target.Interface} gets each packet once; in a line it gets every copy";
        }
        if (mirror.Spec.Filter is not null)
        {
            yield return $"{name}: it has a filter; a line copies every packet";
        }
        if (mirror.Spec.Sampling is not null)
        {
            yield return $"{name}: it has sampling; a line copies every packet";
        }
        if (mirror.Spec.SnapLength != 0)
        {
            yield return $"{name}: it has the snapLength {mirror.Spec.SnapLength}; a line copies whole packets";
        }
        if (mirror.Spec.RateLimit is not null)
        {
            yield return $"{name}: it has a rateLimit; a line has no bound";
        }
        if (mirror.Spec.SourceTag is not null)
        {
            yield return $"{name}: it has a sourceTag; a line has no label";
        }
        if (mirror.Spec.NodeSelector is { } selector && (selector.MatchLabels is { Count: > 0 } || selector.MatchExpressions is { Count: > 0 }))
        {
            yield return $"{name}: it has a node selector; a line is for every node";
        }
        if (mirror.Spec.Paused)
        {
            yield return $"{name}: it is paused";
        }
        if (mirror.Spec.Priority != TrafficMirrorSpec.DefaultPriority)
        {
            yield return $"{name}: it has the priority {mirror.Spec.Priority}; in a line all are equal";
        }
    }
}
