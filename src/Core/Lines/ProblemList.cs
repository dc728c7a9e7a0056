using System.Text;

namespace K8sMirror.Core.Lines;

/// <summary>Collects problems of one line and turns UTF-16 offsets into columns.</summary>
internal sealed class ProblemList(string line)
{
    private readonly List<LineProblem> problems = [];
    private int[]? columns;

    public int Count => problems.Count;

    public void Add(LineText place, string message, LineText? other = null)
    {
        var column = ColumnOf(place.Start);
        problems.Add(new(column, Math.Max(1, ColumnOf(place.End) - column), place.Text, message, other is { } o ? ColumnOf(o.Start) : null));
    }

    public IReadOnlyList<LineProblem> ByColumn() => [.. problems.OrderBy(p => p.Column)];

    public int ColumnOf(int offset)
    {
        columns ??= Count();
        return columns[offset];

        int[] Count()
        {
            var result = new int[line.Length + 1];
            var column = 1;
            var at = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                // A lone surrogate is one unit long but reads as U+FFFD, which is one unit long as well.
                for (var i = 0; i < rune.Utf16SequenceLength; i++)
                {
                    result[at++] = column;
                }
                column++;
            }
            result[line.Length] = column;
            return result;
        }
    }
}
