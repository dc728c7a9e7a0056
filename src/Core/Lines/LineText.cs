using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Lines;

/// <summary>A stretch of a mirror line, by UTF-16 offsets.</summary>
/// <param name="Start">Offset of its first unit.</param>
/// <param name="Text">The text.</param>
internal readonly record struct LineText(int Start, string Text)
{
    public int End => Start + Text.Length;

    public string Quoted => Quoting.Quote(Text);

    public LineText Slice(int from, int length) => new(Start + from, Text.Substring(from, length));

    /// <summary>The parts between separators, empty ones too.</summary>
    public IEnumerable<LineText> Split(char separator)
    {
        var from = 0;
        while (true)
        {
            var at = Text.IndexOf(separator, from);
            yield return Slice(from, (at < 0 ? Text.Length : at) - from);
            if (at < 0)
            {
                yield break;
            }
            from = at + 1;
        }
    }
}
