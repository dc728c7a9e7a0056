using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Which NICs a name or pattern of a source means.</summary>
internal static class SourceNames
{
    /// <summary>An exact name is itself, whether it exists or not; so is a glob that matches nothing, which then waits under its own text.</summary>
    /// <param name="pattern">As written.</param>
    /// <param name="targets">Names of the session's targets, which no glob matches.</param>
    /// <param name="links">The node's NICs.</param>
    public static List<string> Of(string pattern, IReadOnlySet<string> targets, LinkTable links)
    {
        if (!InterfaceGlob.IsGlob(pattern))
        {
            return [pattern];
        }
        var glob = InterfaceGlob.Parse(pattern, out _);
        var names = links.All
            .Where(l => Eligibility.IsForPatterns(l) && !targets.Contains(l.Name) && glob?.Matches(l.Name) == true)
            .Select(l => l.Name)
            .ToList();
        return names.Count == 0 ? [pattern] : names;
    }
}
