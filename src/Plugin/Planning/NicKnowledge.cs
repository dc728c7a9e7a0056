using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Plugin.Planning;

/// <summary>
/// What a node's last report says about its NICs. A NodeMirror names only NICs that a mirror asked for, so most NICs are
/// unknown, and reported as such.
/// </summary>
internal sealed class NicKnowledge
{
    private readonly HashSet<string> there = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> down = new(StringComparer.Ordinal);

    /// <summary>Reads a report; null if there is none.</summary>
    public NicKnowledge(NodeMirrorStatus? status)
    {
        foreach (var edge in (status?.Sessions ?? []).SelectMany(s => s.Edges))
        {
            Learn(edge);
        }
        missing.ExceptWith(there);
    }

    /// <summary>Matching NICs that existed at the last report.</summary>
    public IEnumerable<string> Matching(string pattern) =>
        InterfaceGlob.Parse(pattern, out _) is { } glob ? there.Where(glob.Matches).Order(StringComparer.Ordinal) : [];

    /// <summary>What to expect of a copy; empty if it should work.</summary>
    public string Expect(string source, string target)
    {
        var notes = new List<string>();
        if (source.StartsWith(SourceIds.PodPrefix, StringComparison.Ordinal))
        {
            // The node will find their NICs.
        }
        else if (InterfaceGlob.IsGlob(source))
        {
            var known = string.Join(", ", Matching(source).Where(n => n != target));
            notes.Add($"the node decides what matches {source}" + (known.Length > 0 ? $"; {known} at least" : ""));
        }
        else
        {
            Add(notes, source);
        }
        if (!TargetIds.IsTunnel(target) && !target.StartsWith(SourceIds.PodPrefix, StringComparison.Ordinal))
        {
            Add(notes, target);
        }
        if (down.TryGetValue(target, out var why))
        {
            notes.Add(why);
        }
        return string.Join("; ", notes);
    }

    private void Add(List<string> notes, string nic)
    {
        if (missing.Contains(nic))
        {
            notes.Add($"{nic} was missing at the last report");
        }
        else if (!there.Contains(nic))
        {
            notes.Add($"unknown whether {nic} exists");
        }
    }

    private void Learn(EdgeStatus edge)
    {
        if (edge.Reason == Reasons.InterfaceNotFound)
        {
            LearnMissing(edge);
            return;
        }
        // A refused edge was judged before its NICs were looked up.
        if (edge.Reason is Reasons.Invalid or Reasons.LimitExceeded or Reasons.Loop)
        {
            return;
        }
        there.UnionWith(Nics(edge));
        if (edge.Reason == Reasons.TargetDown)
        {
            down[edge.Target] = edge.Message;
        }
    }

    private void LearnMissing(EdgeStatus edge)
    {
        // An earlier agent does not report which: then nothing is known.
        foreach (var nic in edge.Missing is { Count: > 0 } ? Nics(edge) : [])
        {
            (edge.Missing!.Contains(nic) ? missing : there).Add(nic);
        }
    }

    private static IEnumerable<string> Nics(EdgeStatus edge)
    {
        if (!InterfaceGlob.IsGlob(edge.Source))
        {
            yield return edge.Source;
        }
        if (!TargetIds.IsTunnel(edge.Target))
        {
            yield return edge.Target;
        }
    }
}
