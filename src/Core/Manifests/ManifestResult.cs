using K8sMirror.Core.Filtering;

namespace K8sMirror.Core.Manifests;

/// <summary>Result of <see cref="ManifestReader"/> for one or more files.</summary>
/// <param name="Mirrors">Mirrors without any error, in the order of the files.</param>
/// <param name="Errors">All errors, in the order of the files.</param>
public sealed record ManifestResult(IReadOnlyList<ManifestMirror> Mirrors, IReadOnlyList<ManifestError> Errors)
{
    /// <summary>AddressSets without any error, in the order of the files.</summary>
    public IReadOnlyList<ManifestAddressSet> Sets { get; init; } = [];

    /// <summary>True if there is no error.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary><see cref="Sets"/> for the rules that refer to them.</summary>
    public PrefixSets ToPrefixSets() => new(Sets.ToDictionary(s => s.Set.Metadata.Name, s => s.Prefixes, StringComparer.Ordinal));
}
