using System.Globalization;

namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>Numbers as Grafana would write them, for the units that our dashboards use.</summary>
internal static class Unit
{
    /// <summary>A value with its unit.</summary>
    public static string Format(double value, string unit, int? decimals = null) => unit switch
    {
        "percentunit" => (value * 100).ToString(decimals is { } d ? $"F{d}" : "0.##", CultureInfo.InvariantCulture) + " %",
        "s" => Seconds(value),
        "bytes" => Scaled(value, 1024, [" B", " KiB", " MiB", " GiB"]),
        "bps" => Scaled(value, 1000, [" b/s", " kb/s", " Mb/s", " Gb/s"]),
        "pps" => Scaled(value, 1000, [" p/s", " kp/s", " Mp/s"]),
        "ops" => Scaled(value, 1000, [" ops/s", " kops/s"]),
        "reqps" => Scaled(value, 1000, [" req/s", " kreq/s"]),
        _ => Scaled(value, 1000, ["", " K", " Mil"]),
    };

    private static string Scaled(double value, double step, string[] units)
    {
        var at = 0;
        while (Math.Abs(value) >= step && at < units.Length - 1)
        {
            value /= step;
            at++;
        }
        return value.ToString(Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture) + units[at];
    }

    private static string Seconds(double value)
    {
        var (scaled, unit) = value switch
        {
            < 0.001 => (value * 1e6, " µs"),
            < 1 => (value * 1e3, " ms"),
            < 120 => (value, " s"),
            < 7200 => (value / 60, " min"),
            _ => (value / 3600, " h"),
        };
        return scaled.ToString(scaled >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture) + unit;
    }
}
