using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Checks how a mirror slices its copies and how it bounds their rate.</summary>
public static class ShapeValidator
{
    /// <summary>What is wrong; empty: nothing.</summary>
    /// <param name="snapLength">As written; 0: copies are whole.</param>
    /// <param name="limit">As written; null: no bound.</param>
    /// <param name="path">Where both stand, such as <c>spec</c>.</param>
    public static IEnumerable<Finding> Validate(int snapLength, MirrorRateLimit? limit, string path)
    {
        if (snapLength is not 0 and (< DatapathLimits.ShortestSnap or > DatapathLimits.LongestSnap))
        {
            yield return new(Reasons.Invalid, $"{path}.snapLength", string.Create(
                CultureInfo.InvariantCulture,
                $"is {snapLength}; write a number from {DatapathLimits.ShortestSnap} to {DatapathLimits.LongestSnap}, or 0 for all bytes"));
        }
        if (RateLimitReader.Problem(limit, $"{path}.rateLimit") is { } problem)
        {
            yield return problem;
        }
    }
}
