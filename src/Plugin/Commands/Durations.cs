using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sMirror.Plugin.Commands;

/// <summary>Durations as kubectl takes them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h30m</c>; a bare number is seconds.</summary>
internal static partial class Durations
{
    /// <summary>An option.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (Parse(text) is { } duration)
            {
                return duration;
            }
            result.AddError($"{name}: '{text}' is not a duration such as 500ms, 30s, 5m or 1h");
            return null;
        },
    };

    /// <summary>Reads; null if it is none, or not above zero, or above a year.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (!Form().IsMatch(text))
        {
            return null;
        }
        var seconds = 0.0;
        foreach (Match part in Part().Matches(text))
        {
            var value = double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture);
            seconds += value * part.Groups[2].Value switch { "ms" => 0.001, "m" => 60, "h" => 3600, _ => 1 };
        }
        return seconds is > 0 and <= 366 * 86400.0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^(\d{1,9}|(\d{1,9}(ms|s|m|h))+)\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"(\d+)(ms|s|m|h|)")]
    private static partial Regex Part();
}
