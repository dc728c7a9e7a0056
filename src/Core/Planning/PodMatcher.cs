using System.Runtime.CompilerServices;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Which sources and targets of mirrors select which pods. Pods of one ReplicaSet share their labels, so the result for one is reused for the others.
/// </summary>
internal sealed class PodMatcher(IReadOnlyList<Candidate> candidates, PodSnapshot pods)
{
    private readonly Dictionary<(object Labels, string Namespace), Match?[]> known = new(new ByInstance());

    /// <summary>Mirrors that select pods, in the order of <see cref="Select"/>'s result.</summary>
    public IReadOnlyList<Candidate> Candidates => candidates;

    /// <summary>What each of <see cref="Candidates"/> selects of one node's pods; null if nothing.</summary>
    public PodSelection?[] Select(IReadOnlyList<ClusterPod> onNode)
    {
        var claims = new AddressClaims(onNode);
        var drafts = new PodSelectionDraft?[candidates.Count];
        foreach (var pod in onNode.Where(p => !p.HasEnded).Order())
        {
            var matches = MatchesOf(pod);
            for (var i = 0; i < matches.Length; i++)
            {
                if (matches[i] is { } match)
                {
                    (drafts[i] ??= new()).Add(pod, claims, match.Sources, match.Targets);
                }
            }
        }
        return Array.ConvertAll(drafts, d => d?.ToSelection());
    }

    private Match?[] MatchesOf(ClusterPod pod)
    {
        var key = (pod.Labels, pod.Namespace);
        if (!known.TryGetValue(key, out var matches))
        {
            var namespaceLabels = pods.Namespaces.GetValueOrDefault(pod.Namespace);
            matches = known[key] = [.. candidates.Select(c => MatchOf(c.Mirror.Spec, pod.Labels, namespaceLabels))];
        }
        return matches;
    }

    private static Match? MatchOf(TrafficMirrorSpec spec, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string>? ofNamespace)
    {
        var sources = Places(spec.Sources, s => Selects(s.PodSelector, s.NamespaceSelector));
        var targets = Places(spec.Targets, t => Selects(t.PodSelector, t.NamespaceSelector));
        return sources is null && targets is null ? null : new(sources, targets);

        bool Selects(LabelSelector? pods, LabelSelector? namespaces) => pods is not null
            && (namespaces is null || (ofNamespace is not null && LabelMatcher.Matches(namespaces, ofNamespace))) && LabelMatcher.Matches(pods, labels);
    }

    private static int[]? Places<T>(IReadOnlyList<T> entries, Func<T, bool> selects)
    {
        List<int>? places = null;
        for (var i = 0; i < entries.Count; i++)
        {
            if (selects(entries[i]))
            {
                (places ??= []).Add(i);
            }
        }
        return places?.ToArray();
    }

    private sealed record Match(int[]? Sources, int[]? Targets);

    private sealed class ByInstance : IEqualityComparer<(object Labels, string Namespace)>
    {
        public bool Equals((object Labels, string Namespace) a, (object Labels, string Namespace) b) =>
            ReferenceEquals(a.Labels, b.Labels) && a.Namespace == b.Namespace;

        public int GetHashCode((object Labels, string Namespace) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Labels), key.Namespace.GetHashCode(StringComparison.Ordinal));
    }
}
