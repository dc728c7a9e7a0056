using System.Globalization;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>Shares as people write them: <c>20%</c>, <c>12.5%</c>.</summary>
internal static class Percentage
{
    /// <summary>Reads one.</summary>
    /// <returns>Above 0 and up to 1; null if the text is no such percentage.</returns>
    public static double? Parse(string text) =>
        text.EndsWith('%')
        && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent is > 0 and <= 100
            ? percent / 100
            : null;
}
