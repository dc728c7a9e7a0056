using System.Runtime.CompilerServices;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Planning;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Reads what sessions select. A filter is read once, however often the node is planned.</summary>
internal static class SelectionReader
{
    private static readonly MirrorSampling All = new();
    private static readonly ConditionalWeakTable<MirrorFilter, Read> Known = [];

    /// <summary>What a session selects, if <see cref="Problem"/> finds nothing wrong.</summary>
    public static EdgeSelection Of(MirrorSession session, int rank) => new(rank, FilterOf(session)?.Filter, session.Sampling ?? All);

    /// <summary>The first thing that is wrong with what a session selects and sends, or null.</summary>
    public static Finding? Problem(MirrorSession session) => (FilterOf(session)?.Findings ?? [])
        .Concat(SamplingValidator.Validate(session.Sampling, "spec.sampling"))
        .Concat(ShapeValidator.Validate(session, "spec"))
        .Concat(session.Targets.Select((t, at) => DeduplicationReader.Problem(t.Deduplicate, $"spec.targets[{at}].deduplicate")).OfType<Finding>())
        .FirstOrDefault();

    /// <summary>What a session may send to a target; null: no bound. The session is one that <see cref="Problem"/> found nothing wrong with.</summary>
    public static RateBound? BoundOf(MirrorSession session, string target) => session.RateLimit is not { } limit ? null
        : new(session.Mirror, target, (ulong)(limit.PacketsPerSecond ?? 0), (ulong)(RateLimitReader.Bits(limit.BitsPerSecond) ?? 0));

    private static Read? FilterOf(MirrorSession session) =>
        session.Filter is { } filter ? Known.GetValue(filter, f => new(FilterReader.Read(f, "spec.filter", out var findings), findings)) : null;

    private sealed record Read(PacketFilter Filter, IReadOnlyList<Finding> Findings);
}
