namespace K8sMirror.Core.Api;

/// <summary>Everything that one node must mirror; written only by the operator.</summary>
public sealed record NodeMirrorSpec
{
    /// <summary>Sessions, sorted by mirror name.</summary>
    public IReadOnlyList<MirrorSession> Sessions { get; init => field = value ?? []; } = [];
}
