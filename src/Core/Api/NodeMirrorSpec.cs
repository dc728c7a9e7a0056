namespace K8sMirror.Core.Api;

/// <summary>Everything that one node must mirror; written by the operator alone.</summary>
public sealed record NodeMirrorSpec
{
    /// <summary>Sessions, sorted by mirror name.</summary>
    public IReadOnlyList<MirrorSession> Sessions { get; init => field = value ?? []; } = [];
}
