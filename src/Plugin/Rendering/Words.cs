using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Rendering;

/// <summary>Small pieces of text that several outputs share.</summary>
internal static class Words
{
    /// <summary>Reason and message of a copy, for a table; the edge's own reason does not include that the node sheds copies.</summary>
    public static (string Reason, string Message) Why(EdgeStatus edge) =>
        edge is { State: ProgrammedState.Programmed, Shedding: true }
            ? (Reasons.Shedding, "the node refuses copies to protect production's CPU time")
            : (edge.Reason, edge.Message);

    /// <summary><c>1 node</c>, <c>2 nodes</c>.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>An age as kubectl shows it: <c>42s</c>, <c>5m</c>, <c>3h</c>, <c>9d</c>.</summary>
    public static string Age(TimeSpan? age) => age is not { } span ? "-"
        : span.TotalMinutes < 2 ? $"{Math.Max(0, (int)span.TotalSeconds)}s"
        : span.TotalHours < 2 ? $"{(int)span.TotalMinutes}m"
        : span.TotalDays < 2 ? $"{(int)span.TotalHours}h"
        : $"{(int)span.TotalDays}d";

    /// <summary>A rate with three digits: <c>0</c>, <c>12.5</c>, <c>1.2k</c>, <c>3.4M</c>.</summary>
    public static string Rate(double perSecond)
    {
        var (value, unit) = perSecond >= 1e9 ? (perSecond / 1e9, "G") : perSecond >= 1e6 ? (perSecond / 1e6, "M")
            : perSecond >= 1e3 ? (perSecond / 1e3, "k") : (perSecond, "");
        var digits = value >= 100 || value == 0 ? "F0" : value >= 10 ? "F1" : "F2";
        return value.ToString(digits, CultureInfo.InvariantCulture) + unit;
    }
}
