namespace K8sMirror.Core.Manifests;

/// <summary>What <see cref="ManifestReader"/> made of one or more files.</summary>
/// <param name="Mirrors">Mirrors without any error, in the order of the files.</param>
/// <param name="Errors">All errors, in the order of the files.</param>
public sealed record ManifestResult(IReadOnlyList<ManifestMirror> Mirrors, IReadOnlyList<ManifestError> Errors)
{
    /// <summary>True if there is no error anywhere.</summary>
    public bool IsValid => Errors.Count == 0;
}
