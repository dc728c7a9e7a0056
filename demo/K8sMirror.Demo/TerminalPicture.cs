using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace K8sMirror.Demo;

/// <summary>Draws a captured terminal screen (text with SGR colour codes, as from <c>tmux capture-pane -e</c>) as SVG.</summary>
internal static partial class TerminalPicture
{
    private const double CharWidth = 7.83;
    private const int LineHeight = 18;
    private const int Margin = 16;
    private const int TitleHeight = 28;

    public static void Draw(string title, TextReader input, TextWriter output)
    {
        var lines = input.ReadToEnd().TrimEnd().Split('\n');
        var columns = lines.Max(l => Sgr().Replace(l, "").Length);
        var width = (int)(columns * CharWidth) + (2 * Margin);
        var height = (lines.Length * LineHeight) + TitleHeight + (2 * Margin);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13">
            <rect width="100%" height="100%" rx="8" fill="#10151c"/>
            <rect width="100%" height="{TitleHeight}" rx="8" fill="#232a34"/>
            <text x="{width / 2}" y="19" fill="#aab4c0" text-anchor="middle">{Escape(title)}</text>
            """));
        for (var i = 0; i < lines.Length; i++)
        {
            var y = TitleHeight + Margin + (i * LineHeight) + 12;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{y}\" fill=\"#d7dde5\" xml:space=\"preserve\">{Spans(lines[i])}</text>"));
        }
        output.WriteLine("</svg>");
    }

    private static string Spans(string line)
    {
        var text = new StringBuilder();
        var style = "";
        var at = 0;
        foreach (Match match in Sgr().Matches(line))
        {
            Append(text, style, line[at..match.Index]);
            at = match.Index + match.Length;
            style = match.Groups[1].Value.Split(';').Aggregate(style, Style);
        }
        Append(text, style, line[at..]);
        return text.ToString();
    }

    private static string Style(string before, string code) => code switch
    {
        "1" => before + " font-weight=\"bold\"",
        "31" => before + " fill=\"#ff7b72\"",
        "32" => before + " fill=\"#7ee787\"",
        "36" => before + " fill=\"#79c0ff\"",
        "" or "0" or "39" or "22" => "",
        _ => before,
    };

    private static void Append(StringBuilder text, string style, string part)
    {
        if (part.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"<tspan{style}>{Escape(part)}</tspan>");
        }
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    [GeneratedRegex("\e\\[([0-9;]*)m")]
    private static partial Regex Sgr();
}
