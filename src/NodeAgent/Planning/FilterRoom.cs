using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Room of a hook for filters, rules and prefixes, given out by rank.</summary>
internal sealed class FilterRoom
{
    private readonly Dictionary<Hook, (int Clauses, int Bits, long Prefixes)> used = [];
    private readonly HashSet<EdgeKey> taken = [];

    /// <summary>
    /// Takes room for a mirror's edges at one hook. None is needed if mirrors before it already take every packet of them.
    /// </summary>
    /// <returns>Why there is none, or null.</returns>
    public string? Take(Hook hook, EdgeSelection selection, IReadOnlyCollection<EdgeKey> edges)
    {
        var open = edges.Where(e => !taken.Contains(e)).ToList();
        if (open.Count > 0 && !selection.IsEverything)
        {
            var (clauses, bits, prefixes) = used.GetValueOrDefault(hook);
            var wanted = FilterCompiler.BitsOf(selection.Filter);
            var wantedPrefixes = FilterCompiler.PrefixesOf(selection.Filter);
            // One is kept for mirrors that select everything.
            if (clauses + 1 >= FilterCompiler.MostClauses)
            {
                return $"{hook.Interface} already has {clauses} filters of higher rank in this direction";
            }
            if (bits + wanted > FilterCompiler.MostBits)
            {
                return $"{hook.Interface} already has {bits} rules of higher rank in this direction, and at most {FilterCompiler.MostBits} are possible (bidirectional ones count twice)";
            }
            if (prefixes + wantedPrefixes > DatapathLimits.PrefixesPerHook)
            {
                return $"{hook.Interface} already has {prefixes} prefixes of higher rank in this direction, this mirror has {wantedPrefixes}, and at most {DatapathLimits.PrefixesPerHook} are possible (those of bidirectional rules count twice)";
            }
            used[hook] = (clauses + 1, bits + wanted, prefixes + wantedPrefixes);
        }
        if (selection.IsClosing)
        {
            taken.UnionWith(open);
        }
        return null;
    }
}
