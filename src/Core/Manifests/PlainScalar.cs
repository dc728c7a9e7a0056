using System.Globalization;

namespace K8sMirror.Core.Manifests;

/// <summary>Types of plain (unquoted) scalars, by the YAML 1.1 rules that kubectl follows.</summary>
internal static class PlainScalar
{
    private static readonly HashSet<string> Nulls = ["", "~", "null", "Null", "NULL"];
    private static readonly HashSet<string> Trues = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
    private static readonly HashSet<string> Falses = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];

    public static YamlScalarKind KindOf(string text) =>
        Nulls.Contains(text) ? YamlScalarKind.Null
        : Trues.Contains(text) || Falses.Contains(text) ? YamlScalarKind.Boolean
        : IsNumber(text) ? YamlScalarKind.Number
        : YamlScalarKind.String;

    public static bool ToBoolean(string text) => Trues.Contains(text);

    private static bool IsNumber(string text)
    {
        var digits = text[0] is '-' or '+' ? text[1..] : text;
        if (digits.Length == 0)
        {
            return false;
        }
        if (digits is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
        {
            return true;
        }
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 2 && digits[0] == '0' && digits[1] is 'x' or 'b' or 'o')
        {
            return digits[2..].All(char.IsAsciiHexDigit);
        }
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return digits.Length > 0 && (char.IsAsciiDigit(digits[0]) || digits[0] == '.')
            && double.TryParse(digits, Styles, CultureInfo.InvariantCulture, out _);
    }
}
