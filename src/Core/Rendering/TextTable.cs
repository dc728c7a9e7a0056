using System.Text;

namespace K8sMirror.Core.Rendering;

/// <summary>Aligned columns for a terminal, as kubectl prints them.</summary>
public sealed class TextTable(params string[] header)
{
    private readonly List<string[]> rows = [header];

    /// <summary>True if there is nothing below the header.</summary>
    public bool IsEmpty => rows.Count == 1;

    /// <summary>Adds a row with as many cells as the header has; a line break in a cell does not begin a row.</summary>
    public void Add(params string[] cells) => rows.Add([.. cells.Select(Printable.Line)]);

    /// <summary>The table; each line ends with a line break.</summary>
    public override string ToString()
    {
        var widths = Enumerable.Range(0, header.Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var line = string.Concat(row.Select((cell, c) => cell.PadRight(widths[c] + 3)));
            text.AppendLine(line.TrimEnd());
        }
        return text.ToString();
    }
}
