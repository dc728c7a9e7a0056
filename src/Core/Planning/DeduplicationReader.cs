using System.Globalization;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Planning;

/// <summary>Reads <see cref="TargetDeduplication"/>.</summary>
public static class DeduplicationReader
{
    private const int MostDigits = 5;

    /// <summary>The window in milliseconds; null if it is invalid.</summary>
    public static int? Milliseconds(string? window)
    {
        var isMilliseconds = window?.EndsWith("ms", StringComparison.Ordinal) == true;
        if (window is null || !(isMilliseconds || window.EndsWith('s')))
        {
            return null;
        }
        var digits = window[..^(isMilliseconds ? 2 : 1)];
        return digits.Length <= MostDigits && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number * (isMilliseconds ? 1 : 1000) is >= TargetDeduplication.ShortestMs and <= TargetDeduplication.LongestMs and var ms
            ? ms
            : null;
    }

    /// <summary>What is wrong with it, or null.</summary>
    /// <param name="deduplication">As written.</param>
    /// <param name="path">Path of the field.</param>
    public static Finding? Problem(TargetDeduplication? deduplication, string path) =>
        deduplication is null || Milliseconds(deduplication.Window) is not null ? null
        : new(Reasons.Invalid, $"{path}.window", $"{Quoting.Quote(deduplication.Window)} is no window; write one from 1ms to 10s, such as 10ms");
}
