using System.Text;

namespace K8sMirror.Bench;

/// <summary>Cost of copies to collectors, and of spreading conversations over tools.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Rounds">Each number is the median of so many rounds.</param>
/// <param name="Rows">Frame by frame.</param>
/// <param name="Tcp">One connection.</param>
internal sealed record CollectorResults(Machine Machine, int Rounds, IReadOnlyList<CollectorRow> Rows, IReadOnlyList<CollectorTcpRow> Tcp)
{
    /// <summary>Two tables.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"Measured {Machine} {Rounds} rounds, medians.\n\n| copies | frame, bytes | delivered | above the path, ns | × tc into vxlan |\n|---|---|---|---|---|\n");
        foreach (var row in Rows)
        {
            text.Append(FormattableString.Invariant($"| {row.Name} | {row.Size} | {100 * row.Delivered:0.0} % | {row.AboveNs:N0} | {row.Ratio:0.00} |\n"));
        }
        text.Append("\n| one TCP connection | Gbit/s | bytes at the collector / at the source | kept | × cost of tc, whole | × cost of tc, cut |\n|---|---|---|---|---|---|\n");
        foreach (var row in Tcp)
        {
            text.Append(FormattableString.Invariant($"| {row.Name} | {row.Gbit:0.0} | {row.Copied:0.00} | {row.Kept:0.00} | {row.CostRatio:0.00} | {row.CutCostRatio:0.00} |\n"));
        }
        return text.ToString();
    }
}
