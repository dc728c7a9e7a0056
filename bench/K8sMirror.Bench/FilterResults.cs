using System.Text;

namespace K8sMirror.Bench;

/// <summary>Cost of filters.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Rounds">Each number is the median of so many rounds.</param>
/// <param name="Rows">One for each method of filtering.</param>
/// <param name="Missing">What this machine does not support.</param>
internal sealed record FilterResults(Machine Machine, int Rounds, IReadOnlyList<FilterRow> Rows, IReadOnlyList<string> Missing)
{
    /// <summary>A table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder(
            $"Measured {Machine} {Rounds} rounds, medians.\n\n| filter | copies | delivered | one flow, ns | × | 100,000 addresses, ns | × | our program, one flow, ns | 100,000 addresses, ns |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in Rows)
        {
            text.Append(FormattableString.Invariant(
                $"| {row.Name} | {(row.Copies ? "all" : "none")} | {(row.Delivered is { } share ? FormattableString.Invariant($"{100 * share:0.0} %") : "")} | {row.OneFlowNs:N0} | {row.OneFlowRatio:0.00} | {row.ManyNs:N0} | {row.ManyRatio:0.00} | {Number(row.ProgramNs)} | {Number(row.ProgramManyNs)} |\n"));
        }
        foreach (var missing in Missing)
        {
            text.Append($"\nNot measured: {missing}.\n");
        }
        return text.ToString();
    }

    private static string Number(double? ns) => ns is { } value ? FormattableString.Invariant($"{value:N0}") : "";
}
