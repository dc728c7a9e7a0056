using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace K8sMirror.Core.Rendering;

/// <summary>Prints JSON as block-style YAML. What could be read as anything but text is quoted, as JSON quotes it, which YAML 1.2 takes.</summary>
public static partial class YamlText
{
    /// <summary>The document, ending with a line break.</summary>
    public static string From(JsonElement root)
    {
        var text = new StringBuilder();
        Block(text, root, 0);
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonElement value, int indent)
    {
        if (IsEmptyOrScalar(value))
        {
            text.Append(Inline(value)).Append('\n');
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            Mapping(text, value, indent, isIndented: false);
        }
        else
        {
            Sequence(text, value, indent);
        }
    }

    /// <param name="text">Output.</param>
    /// <param name="value">A mapping with entries.</param>
    /// <param name="indent">Column of its keys.</param>
    /// <param name="isIndented">True if the first key stands behind a dash and needs no indent.</param>
    private static void Mapping(StringBuilder text, JsonElement value, int indent, bool isIndented)
    {
        foreach (var property in value.EnumerateObject())
        {
            text.Append(' ', isIndented ? 0 : indent).Append(Scalar(property.Name)).Append(':');
            isIndented = false;
            if (IsEmptyOrScalar(property.Value))
            {
                text.Append(' ').Append(Inline(property.Value)).Append('\n');
            }
            else
            {
                text.Append('\n');
                Block(text, property.Value, indent + 2);
            }
        }
    }

    private static void Sequence(StringBuilder text, JsonElement value, int indent)
    {
        foreach (var item in value.EnumerateArray())
        {
            text.Append(' ', indent).Append("- ");
            if (item.ValueKind == JsonValueKind.Object && !IsEmptyOrScalar(item))
            {
                Mapping(text, item, indent + 2, isIndented: true);
            }
            else if (IsEmptyOrScalar(item))
            {
                text.Append(Inline(item)).Append('\n');
            }
            else
            {
                text.Append('\n');
                Sequence(text, item, indent + 2);
            }
        }
    }

    private static bool IsEmptyOrScalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => true,
    };

    private static string Inline(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Scalar(value.GetString()!) : value.GetRawText();

    private static string Scalar(string text) =>
        Plain().IsMatch(text) && !Reserved().IsMatch(text) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./-]*\z")]
    private static partial Regex Plain();

    // Words that a YAML 1.1 or 1.2 reader takes for a boolean, a null or a number.
    [GeneratedRegex(@"^(true|false|null|yes|no|on|off|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
