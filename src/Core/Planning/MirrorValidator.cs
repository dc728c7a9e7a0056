using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Checks one TrafficMirror by itself. Repeats all rules of the CRD's schema, because an API server without CEL, a file or a line does not enforce them all.
/// </summary>
public static class MirrorValidator
{
    /// <summary>All findings, in the order of the spec; empty if the mirror is valid. Never throws.</summary>
    public static IReadOnlyList<Finding> Validate(TrafficMirror mirror)
    {
        var spec = mirror.Spec;
        return
        [
            .. SelectorValidator.Validate(spec.NodeSelector, "spec.nodeSelector"),
            .. ValidateCount(spec.Sources.Count, DatapathLimits.SourcesPerMirror, "spec.sources", "source"),
            .. ValidateCount(spec.Targets.Count, DatapathLimits.TargetsPerMirror, "spec.targets", "target"),
            .. spec.Sources.Take(DatapathLimits.SourcesPerMirror).SelectMany((source, at) => SourceValidator.Validate(source, $"spec.sources[{at}]")),
            .. ValidateTargets(spec),
            .. ValidateFilter(spec.Filter),
            .. SamplingValidator.Validate(spec.Sampling, "spec.sampling"),
            .. ShapeValidator.Validate(spec, "spec"),
        ];
    }

    private static IEnumerable<Finding> ValidateCount(int count, int most, string path, string noun)
    {
        if (count == 0)
        {
            yield return new(Reasons.Invalid, path, $"has no {noun}; write at least one");
        }
        else if (count > most)
        {
            yield return new(Reasons.LimitExceeded, path, $"has {count} {noun}s; at most {most} are possible: split the mirror");
        }
    }

    private static IEnumerable<Finding> ValidateTargets(TrafficMirrorSpec spec)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var sources = spec.Sources.Select(s => s.Interface ?? s.FallbackInterface).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var pods = spec.Sources.Where(s => s.PodSelector is not null).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(spec.Targets.Count, DatapathLimits.TargetsPerMirror); i++)
        {
            var target = spec.Targets[i];
            var path = $"spec.targets[{i}]";
            if (ObjectNames.LabelProblem(target.Name) is { } nameProblem)
            {
                yield return new(Reasons.Invalid, $"{path}.name", $"{Quoting.Quote(target.Name)} {nameProblem}");
            }
            else if (!names.TryAdd(target.Name, i))
            {
                yield return new(
                    Reasons.Invalid, $"{path}.name", $"{Quoting.Quote(target.Name)} is the name of spec.targets[{names[target.Name]}] already; choose another");
            }
            if (target.Interface is { } nic && InterfaceProblem(nic, sources) is { } problem)
            {
                yield return new(Reasons.Invalid, $"{path}.interface", $"{Quoting.Quote(nic)} {problem}");
            }
            else if (target.PodSelector is not null && pods.Contains(target.Id))
            {
                yield return new(Reasons.Invalid, $"{path}.podSelector", "selects the pods of a source of this mirror; a pod cannot be copied to itself");
            }
            else if (target.Id.Length > 0 && !ids.TryAdd(target.Id, i))
            {
                var field = target.Tunnel is not null ? "tunnel" : target.PodSelector is not null ? "podSelector" : "interface";
                yield return new(
                    Reasons.Invalid,
                    $"{path}.{field}",
                    $"{Quoting.Quote(target.Id)} is spec.targets[{ids[target.Id]}] already; a target gets one copy, so remove one of the two");
            }
            foreach (var finding in TunnelValidator.Validate(target, path))
            {
                yield return finding;
            }
            if (!Enum.IsDefined(target.Segmentation))
            {
                yield return new(Reasons.Invalid, $"{path}.segmentation", "is unknown; write Auto, Node or Device");
            }
            if (DeduplicationReader.Problem(target.Deduplicate, $"{path}.deduplicate") is { } noWindow)
            {
                yield return noWindow;
            }
        }
    }

    private static IEnumerable<Finding> ValidateFilter(MirrorFilter? filter)
    {
        const string Path = "spec.filter";
        if (filter is null)
        {
            return [];
        }
        FilterReader.Read(filter, Path, out var findings);
        return filter.DefaultAction == FilterAction.Reject && !filter.Rules.Any(r => r?.Action == FilterAction.Accept) && findings.Count == 0
            ? [new(Reasons.Invalid, Path, "accepts nothing; add a rule with the action Accept, or write defaultAction as Accept")]
            : findings;
    }

    private static string? InterfaceProblem(string target, HashSet<string> sources) =>
        InterfaceGlob.IsGlob(target) ? "is a pattern; a target is one NIC, by its exact name"
        : InterfaceName.Problem(target) is { } problem ? problem
        : sources.Contains(target) ? "is a source of this mirror as well; a NIC cannot be copied to itself"
        : null;
}
