using System.Globalization;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>Durations as people type them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h30m</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads a duration above zero and up to a year.</summary>
    /// <returns>Null if the text is none.</returns>
    public static TimeSpan? Parse(string text)
    {
        var seconds = 0.0;
        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }
            var unitLength = rest[digits..].IndexOfAnyInRange('0', '9') is var next and >= 0 ? next : rest.Length - digits;
            var unit = rest.Slice(digits, unitLength).ToString();
            if (Array.Find(Units, u => u.Unit == unit) is not { Unit: not null } found)
            {
                return null;
            }
            seconds += number * found.Seconds;
            rest = rest[(digits + unitLength)..];
        }
        return seconds is > 0 and <= 366 * 86400.0 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
