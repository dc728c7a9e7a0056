using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>Writes TrafficMirrors as YAML that <c>kubectl apply</c> and <see cref="ManifestReader"/> read back to the same objects.</summary>
public static class ManifestWriter
{
    /// <summary>One document for each mirror: name, labels, annotations and spec; fields that have their default are left out, directions are not.</summary>
    public static string Write(IEnumerable<TrafficMirror> mirrors) => string.Join("---\n", mirrors.Select(Write));

    /// <summary>One document.</summary>
    public static string Write(TrafficMirror mirror)
    {
        var text = new StringBuilder();
        text.Append("apiVersion: ").Append(ApiGroup.ApiVersion).Append("\nkind: ").Append(TrafficMirror.KindName);
        text.Append("\nmetadata:\n  name: ").Append(Scalar(mirror.Metadata.Name)).Append('\n');
        WriteStrings(text, "  ", "labels", mirror.Metadata.Labels);
        WriteStrings(text, "  ", "annotations", mirror.Metadata.Annotations);
        WriteSpec(text, mirror.Spec);
        return text.ToString();
    }

    private static void WriteSpec(StringBuilder text, TrafficMirrorSpec spec)
    {
        text.Append("spec:\n");
        WriteSelector(text, spec.NodeSelector);
        if (spec.Priority != TrafficMirrorSpec.DefaultPriority)
        {
            text.Append(CultureInfo.InvariantCulture, $"  priority: {spec.Priority}\n");
        }
        if (spec.Paused)
        {
            text.Append("  paused: true\n");
        }
        text.Append(spec.Sources.Count == 0 ? "  sources: []\n" : "  sources:\n");
        foreach (var source in spec.Sources)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - interface: {Scalar(source.Interface)}\n    direction: {source.Direction}\n");
        }
        text.Append(spec.Targets.Count == 0 ? "  targets: []\n" : "  targets:\n");
        foreach (var target in spec.Targets)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - name: {Scalar(target.Name)}\n    interface: {Scalar(target.Interface)}\n");
            if (target.Segmentation != TargetSegmentation.Auto)
            {
                text.Append(CultureInfo.InvariantCulture, $"    segmentation: {target.Segmentation}\n");
            }
            if (target.Deduplicate is { } deduplicate)
            {
                text.Append(CultureInfo.InvariantCulture, $"    deduplicate:\n      window: {Scalar(deduplicate.Window)}\n");
            }
        }
        SelectionWriter.Write(text, spec);
    }

    private static void WriteSelector(StringBuilder text, LabelSelector? selector)
    {
        if (selector is null)
        {
            return;
        }
        if (selector is { MatchLabels: null or { Count: 0 }, MatchExpressions: null or { Count: 0 } })
        {
            text.Append("  nodeSelector: {}\n");
            return;
        }
        text.Append("  nodeSelector:\n");
        WriteStrings(text, "    ", "matchLabels", selector.MatchLabels);
        if (selector.MatchExpressions is { Count: > 0 } expressions)
        {
            text.Append("    matchExpressions:\n");
            foreach (var expression in expressions)
            {
                text.Append(CultureInfo.InvariantCulture, $"    - key: {Scalar(expression.Key)}\n      operator: {Scalar(expression.Operator)}\n");
                if (expression.Values is { Count: > 0 } values)
                {
                    text.Append("      values: [").AppendJoin(", ", values.Select(Scalar)).Append("]\n");
                }
            }
        }
    }

    private static void WriteStrings(StringBuilder text, string indent, string field, IReadOnlyDictionary<string, string>? strings)
    {
        if (strings is null or { Count: 0 })
        {
            return;
        }
        text.Append(indent).Append(field).Append(":\n");
        foreach (var (key, value) in strings.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            text.Append(indent).Append("  ").Append(Scalar(key)).Append(": ").Append(Scalar(value)).Append('\n');
        }
    }

    // Plain where nobody could read it as anything but this string, else quoted.
    internal static string Scalar(string text)
    {
        var isPlain = text.Length > 0 && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '_')
            && PlainScalar.KindOf(text) == YamlScalarKind.String;
        return isPlain ? text : Quoted(text);
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value is '"' or '\\' ? quoted.Append('\\').Append((char)rune.Value)
                : Quoting.IsHarmless(rune) ? quoted.Append(rune.ToString())
                : quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
        return quoted.Append('"').ToString();
    }
}
