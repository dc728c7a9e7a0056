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

    /// <summary>Reads; <paramref name="problem"/> is what is wrong, or null.</summary>
    public static EdgeSelection Of(MirrorSession session, int rank, out string? problem)
    {
        var read = session.Filter is { } filter ? Known.GetValue(filter, f => new(FilterReader.Read(f, "filter", out var findings), findings)) : null;
        var sampling = session.Sampling ?? All;
        problem = read is { Findings.Count: > 0 } ? read.Findings[0].ToString()
            : sampling.OneIn is < 1 or > MirrorSampling.MostOneIn ? $"sampling.oneIn: {sampling.OneIn} is not from 1 to {MirrorSampling.MostOneIn}"
            : session.SnapLength is not 0 and (< DatapathLimits.ShortestSnap or > DatapathLimits.LongestSnap)
                ? $"snapLength: {session.SnapLength} is not from {DatapathLimits.ShortestSnap} to {DatapathLimits.LongestSnap}"
            : RateLimitReader.Problem(session.RateLimit, "rateLimit")?.ToString();
        return new(rank, read?.Filter, sampling);
    }

    /// <summary>What a session may send to a target; null: no bound. The session is one that <see cref="Of"/> found nothing wrong with.</summary>
    public static RateBound? BoundOf(MirrorSession session, string target) => session.RateLimit is not { } limit ? null
        : new(session.Mirror, target, (ulong)(limit.PacketsPerSecond ?? 0), (ulong)(RateLimitReader.Bits(limit.BitsPerSecond) ?? 0));

    private sealed record Read(PacketFilter Filter, IReadOnlyList<Finding> Findings);
}
