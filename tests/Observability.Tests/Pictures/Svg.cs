using System.Globalization;
using System.Text;

namespace K8sMirror.Observability.Tests.Pictures;

/// <summary>Writes the few types of SVG elements that a dashboard needs.</summary>
internal sealed class Svg(double width)
{
    private readonly StringBuilder body = new();

    /// <summary>A filled rectangle with round corners.</summary>
    public void Rectangle(double x, double y, double w, double h, string fill, double radius = 3, string stroke = "none") =>
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0, w):0.#}\" height=\"{Math.Max(0, h):0.#}\" rx=\"{radius}\" fill=\"{fill}\" stroke=\"{stroke}\"/>\n");

    /// <summary>One line of text, cut to fit <paramref name="room"/> pixels.</summary>
    public void Text(double x, double y, string text, double size = 12, string fill = "#24292e", string anchor = "start", bool bold = false, double room = double.MaxValue)
    {
        var fits = (int)Math.Min(text.Length, room / (size * 0.56));
        var shown = fits < text.Length ? string.Concat(text.AsSpan(0, Math.Max(0, fits - 1)), "…") : text;
        body.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size}\" fill=\"{fill}\" text-anchor=\"{anchor}\"{(bold ? " font-weight=\"600\"" : "")}>{Escape(shown)}</text>\n");
    }

    /// <summary>A line through points, and the area under it if <paramref name="fill"/> is given.</summary>
    public void Path(IReadOnlyList<(double X, double Y)> points, string stroke, string? fill = null, double thickness = 1.4)
    {
        if (points.Count > 0)
        {
            var data = "M" + string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));
            body.Append(CultureInfo.InvariantCulture, $"<path d=\"{data}{(fill is null ? "" : "Z")}\" fill=\"{fill ?? "none"}\" fill-opacity=\"0.25\" stroke=\"{stroke}\" stroke-width=\"{thickness}\"/>\n");
        }
    }

    /// <summary>The whole document.</summary>
    public string Document(double height) => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"Inter, Helvetica, Arial, sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#f4f5f5\"/>\n{body}</svg>\n");

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
