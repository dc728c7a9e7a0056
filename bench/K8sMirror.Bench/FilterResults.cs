using System.Text;

namespace K8sMirror.Bench;

/// <summary>What filters cost.</summary>
internal sealed record FilterResults(Machine Machine, int Rounds, IReadOnlyList<FilterRow> Rows)
{
    /// <summary>A table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder(
            $"Measured {Machine} {Rounds} rounds, medians.\n\n| filter | copies | one flow, ns | 100,000 addresses, ns | our program, one flow, ns | 100,000 addresses, ns |\n|---|---|---|---|---|---|\n");
        foreach (var row in Rows)
        {
            text.Append(FormattableString.Invariant(
                $"| {row.Name} | {(row.Copies ? "all" : "none")} | {row.OneFlowNs:N0} | {row.ManyNs:N0} | {Number(row.ProgramNs)} | {Number(row.ProgramManyNs)} |\n"));
        }
        return text.ToString();
    }

    private static string Number(double? ns) => ns is { } value ? FormattableString.Invariant($"{value:N0}") : "";
}
