namespace K8sMirror.Bench;

/// <summary>A requirement of this project, and the measured result.</summary>
/// <param name="What">The case.</param>
/// <param name="Limit">The requirement, in words.</param>
/// <param name="Measured">The result, in words.</param>
/// <param name="IsMet">True if every value meets it.</param>
internal sealed record Bar(string What, string Limit, string Measured, bool IsMet)
{
    /// <summary>A requirement for several values.</summary>
    public static Bar Of(string what, string limit, string format, IEnumerable<double> values, Func<double, bool> isMet)
    {
        var all = values.ToList();
        return new(what, limit, string.Join(", ", all.Select(v => v.ToString(format, System.Globalization.CultureInfo.InvariantCulture))), all.Count > 0 && all.TrueForAll(v => isMet(v)));
    }

    public static string Table(IEnumerable<Bar> bars) =>
        "| case | bar | measured | met? |\n|---|---|---|---|\n"
        + string.Concat(bars.Select(b => $"| {b.What} | {b.Limit} | {b.Measured} | {(b.IsMet ? "yes" : "**no**")} |\n"));
}
