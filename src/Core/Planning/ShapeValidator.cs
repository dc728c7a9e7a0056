using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Checks a mirror's slicing, label, distribution and rate limit.</summary>
public static class ShapeValidator
{
    /// <summary>What is wrong; empty if nothing is.</summary>
    /// <param name="treatment">As written.</param>
    /// <param name="path">Path of the field, such as <c>spec</c>.</param>
    public static IEnumerable<Finding> Validate(MirrorTreatment treatment, string path)
    {
        if (treatment.SnapLength is not 0 and (< DatapathLimits.ShortestSnap or > DatapathLimits.LongestSnap))
        {
            yield return new(Reasons.Invalid, $"{path}.snapLength", string.Create(
                CultureInfo.InvariantCulture,
                $"is {treatment.SnapLength}; write a number from {DatapathLimits.ShortestSnap} to {DatapathLimits.LongestSnap}, or 0 for all bytes"));
        }
        if (RateLimitReader.Problem(treatment.RateLimit, $"{path}.rateLimit") is { } problem)
        {
            yield return problem;
        }
        if (treatment.SourceTag is { Vlan: < 1 or > SourceTag.LastVlan } tag)
        {
            yield return new(Reasons.Invalid, $"{path}.sourceTag.vlan", string.Create(
                CultureInfo.InvariantCulture, $"is {tag.Vlan}; write a VLAN id from 1 to {SourceTag.LastVlan}"));
        }
        if (!Enum.IsDefined(treatment.Distribution))
        {
            yield return new(Reasons.Invalid, $"{path}.distribution", "is unknown; write Replicate or FlowHash");
        }
    }
}
