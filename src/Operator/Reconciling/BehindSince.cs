using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// <see cref="AnnotationNames.BehindSince"/>: without it each change of a spec would restart the grace of a silent node, and where mirrors
/// change often it would never end.
/// </summary>
internal static class BehindSince
{
    /// <summary>The annotation for a spec that replaces that of <paramref name="current"/>; null if its agent is not behind.</summary>
    public static string? Over(NodeMirror current) => Silence.BehindSince(current) is { } since
        ? string.Create(CultureInfo.InvariantCulture, $"{Observed(current)} {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}")
        : null;

    /// <summary>Since when the agent has been behind; null if the object does not say, or the agent has caught up since.</summary>
    public static DateTimeOffset? Read(NodeMirror mirror) =>
        mirror.Metadata.Annotations?.TryGetValue(AnnotationNames.BehindSince, out var text) == true
        && text.Split(' ') is [var generation, var time]
        && long.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var observed) && observed == Observed(mirror)
        && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            ? since
            : null;

    private static long Observed(NodeMirror mirror) => mirror.Status?.ObservedGeneration ?? 0;
}
