using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>How a panel shows a value: thresholds, mappings, unit.</summary>
internal sealed class Look
{
    private static readonly string[] Colors = ["#7eb26d", "#eab839", "#6ed0e0", "#ef843c", "#e24d42", "#1f78c1", "#ba43a9", "#705da0"];
    private readonly JsonNode defaults;

    private Look(JsonNode defaults) => this.defaults = defaults;

    /// <summary>The look of a panel.</summary>
    public static Look Of(JsonNode panel) => new(panel["fieldConfig"]!["defaults"]!);

    /// <summary>Color of the n-th line.</summary>
    public static string Palette(int index) => Colors[Math.Max(0, index) % Colors.Length];

    /// <summary>A value as text.</summary>
    public string Text(double value) =>
        Mapping(value)?["text"] is { } text ? text.GetValue<string>() : Unit.Format(value, Dashboard.Text(defaults["unit"]), (int?)defaults["decimals"]);

    /// <summary>A value's color.</summary>
    public string Color(double value) => Named(
        Mapping(value)?["color"]?.GetValue<string>()
        ?? defaults["thresholds"]!["steps"]!.AsArray().Last(s => s!["value"] is null || (double)s["value"]! <= value)!["color"]!.GetValue<string>());

    private static string Named(string color) => color switch
    {
        "green" => "#3fa45b",
        "yellow" => "#d29922",
        "red" => "#d1242f",
        "blue" => "#1f60c4",
        _ => color,
    };

    private JsonNode? Mapping(double value) => defaults["mappings"]!.AsArray()
        .Select(m => m!["options"]![value.ToString(CultureInfo.InvariantCulture)]).FirstOrDefault(m => m is not null);
}
