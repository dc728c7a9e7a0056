using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sMirror.Plugin.Bundles;

/// <summary>Text within JSON or XML, as logs have it: quotes and line breaks are escaped, and names and values would not be recognised.</summary>
internal static partial class EscapedText
{
    /// <summary>Stands for an escaped line break while a text is read: unlike a real one, it does not end a JSON text.</summary>
    public const char LineBreak = '\v';

    /// <summary>The text with quotes and printable characters written plainly, and escaped line breaks as <see cref="LineBreak"/>.</summary>
    public static string Read(string text) => Escapes().Replace(text.Replace("\v", "\\u000b", StringComparison.Ordinal), Plain)
        .Replace("\\r\\n", "\v", StringComparison.Ordinal).Replace("\\n", "\v", StringComparison.Ordinal);

    /// <summary>The line breaks as they were.</summary>
    public static string Write(string text) => text.Replace("\v", "\\n", StringComparison.Ordinal);

    private static string Plain(Match escape) => escape.Value switch
    {
        "&quot;" or "&#34;" => "\\\"",
        "&apos;" or "&#39;" => "'",
        "&lt;" => "<",
        "&gt;" => ">",
        "&amp;" => "&",
        var code => (char)int.Parse(code.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var c && c is '"' or '\\' ? $"\\{c}" : $"{c}",
    };

    [GeneratedRegex(@"\\u00(?:[2-6][0-9A-Fa-f]|7[0-9A-Ea-e])|&(?:quot|apos|lt|gt|amp|#34|#39);", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();
}
