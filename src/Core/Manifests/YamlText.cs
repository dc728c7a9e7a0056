using System.Globalization;
using System.Text;
using System.Text.Json;
using K8sMirror.Core.Naming;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace K8sMirror.Core.Manifests;

/// <summary>Prints JSON as block-style YAML, which <c>kubectl apply</c> and <see cref="ManifestReader"/> read back to the same values.</summary>
public static class YamlText
{
    /// <summary>The document, ending with a line break. It is harmless to a terminal.</summary>
    public static string From(JsonElement root)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithBestWidth(int.MaxValue).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return Harmless(text.ToString());
    }

    private static void Emit(Emitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, value.GetPropertyCount() == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var property in value.EnumerateObject())
                {
                    emitter.Emit(Text(property.Name));
                    Emit(emitter, property.Value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, value.GetArrayLength() == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in value.EnumerateArray())
                {
                    Emit(emitter, item);
                }
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                emitter.Emit(Text(value.GetString()!));
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, value.GetRawText(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    /// <summary>Plain if it can only be read as this string, else quoted.</summary>
    private static Scalar Text(string text)
    {
        var isPlain = text.Length > 0 && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '/' or '_')
            && PlainScalar.KindOf(text) == YamlScalarKind.String;
        return new(AnchorName.Empty, TagName.Empty, text, isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlain, isQuotedImplicit: true);
    }

    /// <summary>
    /// The emitter escapes control characters, but not those that change the direction of text. Those are always within quotes, where an escape is valid.
    /// </summary>
    private static string Harmless(string yaml)
    {
        var text = new StringBuilder(yaml.Length);
        foreach (var rune in yaml.EnumerateRunes())
        {
            _ = rune.Value == '\n' || Quoting.IsHarmless(rune)
                ? text.Append(rune.ToString())
                : text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
        return text.ToString();
    }
}
