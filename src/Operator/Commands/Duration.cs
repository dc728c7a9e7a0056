using System.CommandLine.Parsing;
using System.Globalization;

namespace K8sMirror.Operator.Commands;

/// <summary>A duration as Kubernetes users write it: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>. Always above zero.</summary>
/// <param name="Value">How long.</param>
internal readonly record struct Duration(TimeSpan Value)
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads one; false when it is none.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number > 0 && number * seconds < TimeSpan.FromDays(365).TotalSeconds)
            {
                duration = new(TimeSpan.FromSeconds(number * seconds));
                return true;
            }
        }

        duration = default;
        return false;
    }

    /// <summary>Parser of an option that takes no less than <paramref name="least"/>.</summary>
    public static Func<ArgumentResult, Duration> Parser(TimeSpan least) => result =>
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!TryParse(text, out var duration))
        {
            result.AddError($"'{text}' is no duration, such as 500ms, 30s, 5m or 1h");
        }
        else if (duration.Value < least)
        {
            result.AddError($"'{text}' is too short: at least {new Duration(least)}");
        }

        return duration;
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        var seconds = Value.TotalSeconds;
        var (unit, size) = Units.Last(u => seconds >= u.Seconds && seconds % u.Seconds == 0 || u.Unit == "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / size:0.###}{unit}");
    }
}
