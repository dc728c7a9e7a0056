using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>Checks a mirror's sampling.</summary>
public static class SamplingValidator
{
    /// <summary>What is wrong; empty if nothing is.</summary>
    /// <param name="sampling">As written; null means all packets.</param>
    /// <param name="path">Path of the field, such as <c>spec.sampling</c>.</param>
    public static IEnumerable<Finding> Validate(MirrorSampling? sampling, string path)
    {
        if (sampling is { OneIn: < 1 or > MirrorSampling.MostOneIn })
        {
            yield return new(Reasons.Invalid, $"{path}.oneIn",
                string.Create(CultureInfo.InvariantCulture, $"is {sampling.OneIn}; write a number from 1, for all, to {MirrorSampling.MostOneIn}"));
        }
        if (sampling is not null && !Enum.IsDefined(sampling.By))
        {
            yield return new(Reasons.Invalid, $"{path}.by", "is unknown; write Flow or Packet");
        }
    }
}
