using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Balancing;

namespace K8sMirror.Core.Planning;

/// <summary>Checks what a mirror says of its targets' shares.</summary>
public static class BalanceValidator
{
    /// <summary>Largest weight.</summary>
    public const int MostWeight = 100;

    /// <summary>What is wrong; empty: nothing.</summary>
    /// <param name="treatment">As written.</param>
    /// <param name="targets">As written.</param>
    /// <param name="path">Where both stand, such as <c>spec</c>.</param>
    public static IEnumerable<Finding> Validate(MirrorTreatment treatment, IReadOnlyList<MirrorTarget> targets, string path)
    {
        for (var i = 0; i < targets.Count; i++)
        {
            if (targets[i].Weight is < 0 or > MostWeight)
            {
                yield return new(Reasons.Invalid, $"{path}.targets[{i}].weight", string.Create(
                    CultureInfo.InvariantCulture, $"is {targets[i].Weight}; write a number from 1 to {MostWeight}"));
            }
        }
        if (treatment.Distribution == MirrorDistribution.FlowHash && targets.Count > BalanceTable.MostTargets)
        {
            yield return new(Reasons.Invalid, $"{path}.targets", string.Create(
                CultureInfo.InvariantCulture, $"has {targets.Count} targets; conversations are spread over at most {BalanceTable.MostTargets}"));
        }
    }
}
