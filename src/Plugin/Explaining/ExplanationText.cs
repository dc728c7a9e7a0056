using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;

namespace K8sMirror.Plugin.Explaining;

/// <summary>An explanation as readable text.</summary>
internal static class ExplanationText
{
    /// <summary>The text.</summary>
    public static string Render(Explanation explanation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{explanation.Node}: {Question(explanation.Flow)}\n\n");
        var table = new TextTable("SOURCE", "DIRECTION", "TARGET", "MIRROR", "VERDICT", "REASON", "SEGMENTATION", "MIRRORED", "DROPPED", "WHY");
        foreach (var copy in explanation.Copies)
        {
            table.Add(
                copy.Source, copy.Direction.Word(), copy.Target, copy.Mirror, Verdict(copy.Verdict), copy.Reason, copy.Segmentation ?? "-",
                copy.Mirrored is { } mirrored ? Numbers.Count((ulong)mirrored) : "-", Dropped(copy), copy.Message);
        }
        if (!table.IsEmpty)
        {
            text.Append(table);
        }
        foreach (var note in explanation.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"note: {note}\n");
        }
        return text.ToString();
    }

    private static string Question(Flow flow)
    {
        var what = flow.Protocol ?? "packets";
        if (flow.From is not null)
        {
            what += $" from {flow.From}" + (flow.To is null ? "" : $" to {flow.To}");
        }
        return flow.Interface is null ? what
            : flow.Direction switch
            {
                EdgeDirection.Ingress => $"{what} that {flow.Interface} receives",
                EdgeDirection.Egress => $"{what} that {flow.Interface} sends",
                _ => $"{what} on {flow.Interface}",
            };
    }

    private static string Verdict(Verdict verdict) => verdict switch
    {
        Explaining.Verdict.Copied => "copied",
        Explaining.Verdict.Lost => "lost",
        _ => "not copied",
    };

    private static string Dropped(CopyFate copy) => copy.Dropped is null ? "-"
        : copy.Dropped.Count == 0 ? "0"
        : string.Join(' ', copy.Dropped.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={Numbers.Count((ulong)d.Value)}"));
}
