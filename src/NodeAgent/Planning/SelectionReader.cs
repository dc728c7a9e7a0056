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
    public static EdgeSelection Of(MirrorSession session, int rank, PrefixSets sets) =>
        new(rank, FilterOf(session, sets)?.Filter, session.Sampling ?? All) { Balance = SessionBalance.Of(session) };

    /// <summary>The first thing that is wrong with what a session selects and sends, or null.</summary>
    public static Finding? Problem(MirrorSession session, PrefixSets sets) => (FilterOf(session, sets)?.Findings ?? [])
        .Concat(SamplingValidator.Validate(session.Sampling, "spec.sampling"))
        .Concat(ShapeValidator.Validate(session, "spec"))
        .Concat(session.Targets.SelectMany((t, at) => TunnelValidator.Validate(t, $"spec.targets[{at}]")))
        .Concat(session.Targets.Select((t, at) => DeduplicationReader.Problem(t.Deduplicate, $"spec.targets[{at}].deduplicate")).OfType<Finding>())
        .FirstOrDefault();

    /// <summary>Rate limit of a session to a target; null means none. For a session in which <see cref="Problem"/> found nothing.</summary>
    public static RateBound? BoundOf(MirrorSession session, string target) => session.RateLimit is not { } limit ? null
        : new(session.Mirror, target, (ulong)(limit.PacketsPerSecond ?? 0), (ulong)(RateLimitReader.Bits(limit.BitsPerSecond) ?? 0));

    private static Read? FilterOf(MirrorSession session, PrefixSets sets)
    {
        if (session.Filter is not { } filter)
        {
            return null;
        }
        // Hooks are compared by this instance, so it stays the same until a set that the filter names changes.
        if (Known.TryGetValue(filter, out var known) && known.Sets.All(s => ReferenceEquals(sets.Find(s.Key), s.Value)))
        {
            return known;
        }
        var read = new Read(
            FilterReader.Read(filter, "spec.filter", sets, out var findings), findings,
            SetReference.Of(filter).Select(r => r.Name).Distinct(StringComparer.Ordinal).ToDictionary(name => name, sets.Find, StringComparer.Ordinal));
        Known.AddOrUpdate(filter, read);
        return read;
    }

    private sealed record Read(PacketFilter Filter, IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, PrefixSet?> Sets);
}
