using K8sMirror.Core.Api;

namespace K8sMirror.Core.Lines;

/// <summary>
/// The one-line form of mirrors: <c>eth1@eth2_eth1@eth3_eth1/eth4@eth5</c> copies what eth1 receives to eth2 and to eth3, and what eth1 and eth4 receive to
/// eth5. <c>_</c> separates rules, <c>/</c> separates sources, and <c>@</c> precedes the target.
/// </summary>
public static class MirrorLine
{
    /// <summary>Name of the mirror of rule <c>n</c> is this and <c>n</c>, counted from 1.</summary>
    public const string NamePrefix = "line-";

    /// <summary>
    /// Reads a line. Each rule becomes one TrafficMirror, <c>line-1</c>, <c>line-2</c> …, direction Ingress, all nodes. A pair that an earlier rule has is left
    /// out with a warning; a rule with only such pairs gives no mirror. Never throws; time is linear in the length, and a line of more than 131,072 characters
    /// is refused.
    /// </summary>
    public static MirrorLineResult Parse(string line)
    {
        if (line.Length > LineSyntax.MaxLength)
        {
            return Refused(line, $"the line is {line.Length} characters long; at most {LineSyntax.MaxLength} are read: use TrafficMirrors in YAML");
        }
        if (string.IsNullOrWhiteSpace(line))
        {
            return Refused(line, $"the line is empty; write source@target, such as {LineSyntax.Example}");
        }
        var errors = new ProblemList(line);
        var warnings = new ProblemList(line);
        var rules = new LineScanner(errors).Scan(new(0, line));
        var mirrors = new RulePlanner(errors, warnings).ToMirrors(rules);
        return new(errors.Count == 0 ? mirrors : [], errors.ByColumn(), warnings.ByColumn());
    }

    private static MirrorLineResult Refused(string line, string message) =>
        new([], [new(1, Math.Max(1, Math.Min(line.Length, 1)), "", message)], []);
}
