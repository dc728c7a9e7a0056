using System.Text;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Lines;

/// <summary>Second step over a line: what the rules mean together. Finds pairs that cannot work, and duplicates.</summary>
internal sealed class RulePlanner(ProblemList errors, ProblemList warnings)
{
    private readonly Dictionary<(string Source, string Target), LineText> seen = [];
    private readonly Dictionary<string, int> targetsOf = new(StringComparer.Ordinal);

    public List<TrafficMirror> ToMirrors(IReadOnlyList<LineRule> rules)
    {
        var mirrors = new List<TrafficMirror>();
        foreach (var rule in rules)
        {
            var sources = rule.Sources.Where(s => IsNew(s, rule.Target)).ToList();
            if (sources.Count > DatapathLimits.SourcesPerMirror)
            {
                errors.Add(
                    sources[DatapathLimits.SourcesPerMirror],
                    $"more than {DatapathLimits.SourcesPerMirror} sources in one rule; make a second rule with the same target");
            }
            if (sources.Count > 0)
            {
                mirrors.Add(ToMirror(rule, sources));
            }
        }
        return mirrors;
    }

    private bool IsNew(LineText source, LineText target)
    {
        if (source.Text == target.Text)
        {
            errors.Add(source, $"{source.Quoted} is both source and target of a rule; a NIC cannot be copied to itself");
            return false;
        }
        if (!seen.TryAdd((source.Text, target.Text), source))
        {
            var first = seen[(source.Text, target.Text)];
            warnings.Add(
                source,
                $"{source.Text}@{target.Text} stands at column {warnings.ColumnOf(first.Start)} already; one copy is sent, remove one of the two",
                first);
            return false;
        }
        var count = targetsOf[source.Text] = targetsOf.GetValueOrDefault(source.Text) + 1;
        if (count == DatapathLimits.TargetsPerSource + 1)
        {
            errors.Add(target, $"{source.Quoted} has more than {DatapathLimits.TargetsPerSource} targets");
        }
        return true;
    }

    private static TrafficMirror ToMirror(LineRule rule, IEnumerable<LineText> sources) => new()
    {
        Metadata = new() { Name = MirrorLine.NamePrefix + rule.Number },
        Spec = new()
        {
            Sources = [.. sources.Select(s => new MirrorSource { Interface = s.Text, Direction = MirrorDirection.Ingress })],
            Targets = [new() { Name = TargetName(rule.Target.Text), Interface = rule.Target.Text }],
        },
    };

    // A target's name is a DNS label, a NIC's name need not be one; there is one target, so no two can clash.
    private static string TargetName(string interfaceName)
    {
        var name = new StringBuilder();
        foreach (var c in interfaceName)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        }
        var trimmed = name.ToString().Trim('-');
        return trimmed.Length > 0 ? trimmed : "target";
    }
}
