using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sMirror.CommandLine;

/// <summary>
/// A duration as Go and kubectl write it: <c>500ms</c>, <c>0.5s</c>, <c>1h30m</c>; a number without a unit is seconds. At least a millisecond, the resolution
/// of timers, and at most a leap year.
/// </summary>
/// <param name="Value">How long.</param>
public readonly partial record struct Duration(TimeSpan Value)
{
    /// <summary>The expected form, for error messages.</summary>
    public const string Expected = "a duration from 1ms to 366 days, such as 500ms, 30s, 5m or 1h30m";

    private static readonly (string Unit, long Ticks)[] Units =
        [("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour)];

    /// <summary>Parses one; null if the text is not a duration.</summary>
    public static TimeSpan? Parse(string text)
    {
        var form = Form().Match(text.Trim());
        var (numbers, units) = (form.Groups["number"].Captures, form.Groups["unit"].Captures);
        var ticks = numbers.Select((number, at) =>
            double.Parse(number.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * TicksOf(units.Count == 0 ? "s" : units[at].Value)).Sum();
        return ticks is >= TimeSpan.TicksPerMillisecond and <= 366 * TimeSpan.TicksPerDay ? new TimeSpan((long)Math.Round(ticks)) : null;
    }

    /// <summary>The shortest form with one unit.</summary>
    public override string ToString()
    {
        var ticks = Value.Ticks;
        var (unit, size) = Units.Last(u => (ticks >= u.Ticks && ticks % u.Ticks == 0) || u.Unit == "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{(double)ticks / size:0.###}{unit}");
    }

    private static long TicksOf(string unit) => Units.Single(u => u.Unit == unit).Ticks;

    [GeneratedRegex(@"^((?<number>[0-9]+)|((?<number>[0-9]+(\.[0-9]*)?|\.[0-9]+)(?<unit>ms|s|m|h))+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
