using System.Collections.Immutable;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>The AddressSets that a spec names, also for the state file. A null set does not exist.</summary>
internal static class NamedSets
{
    /// <summary>Their names.</summary>
    public static ImmutableHashSet<string> Of(NodeMirrorSpec spec) =>
        spec.Sessions.SelectMany(s => SetReference.Of(s.Filter)).Select(r => r.Name).ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>Those of a state file; none if it is null.</summary>
    public static ImmutableDictionary<string, PrefixSet?> FromDisk(SavedSpec? saved) =>
        (saved?.AddressSets ?? ImmutableDictionary<string, SavedSet>.Empty).ToImmutableDictionary(s => s.Key, s => s.Value.ToPrefixSet(), StringComparer.Ordinal);

    /// <summary>For a state file; null if the spec names none.</summary>
    public static ImmutableDictionary<string, SavedSet>? ToDisk(NodeMirrorSpec spec, ImmutableDictionary<string, PrefixSet?> known)
    {
        var names = Of(spec);
        return names.IsEmpty ? null
            : known.Where(s => names.Contains(s.Key)).ToImmutableDictionary(s => s.Key, s => SavedSet.Of(s.Value), StringComparer.Ordinal);
    }
}
