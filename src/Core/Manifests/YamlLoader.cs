using K8sMirror.Core.Naming;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace K8sMirror.Core.Manifests;

/// <summary>
/// Reads YAML into trees with positions. Text, depth and the number of values after alias expansion are bounded, so that a few lines of nested aliases cannot
/// grow into gigabytes.
/// </summary>
internal sealed class YamlLoader
{
    public const int MaxLength = 4 * 1024 * 1024;
    public const int MaxDepth = 32;
    public const int MaxValues = 200_000;

    private readonly IParser parser;
    private readonly Dictionary<string, (YamlValue Value, int Size, int Depth)> anchors = new(StringComparer.Ordinal);
    private int values;

    private YamlLoader(IParser parser) => this.parser = parser;

    /// <summary>The documents of the text, one by one; empty ones are left out.</summary>
    /// <exception cref="YamlLoadException">The text is not YAML or is too large; the documents before it have been returned.</exception>
    public static IEnumerable<YamlValue> Load(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new YamlLoadException(1, 1, $"the file has {text.Length} characters; at most {MaxLength} are read");
        }
        // Some editors write a byte order mark, which would become a part of the first word.
        var loader = new YamlLoader(new Parser(new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text)));
        while (loader.Next() is { } document)
        {
            if (document is not YamlScalar { IsNull: true })
            {
                yield return document;
            }
        }
    }

    private YamlValue? Next()
    {
        while (Advance())
        {
            if (parser.Current is DocumentStart)
            {
                anchors.Clear();
                Advance();
                return ReadValue(1).Value;
            }
        }
        return null;
    }

    private bool Advance()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (YamlException exception)
        {
            throw new YamlLoadException((int)exception.Start.Line, (int)exception.Start.Column, $"not YAML: {exception.Message}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // On some texts that are not YAML, such as an unclosed '{{', the parser fails without a message or position.
            var (line, column) = parser.Current is { } last ? ((int)last.End.Line, (int)last.End.Column) : (1, 1);
            throw new YamlLoadException(line, column, "not YAML from here on; look for a bracket or a quote that is not closed");
        }
    }

    private (YamlValue Value, int Size, int Depth) ReadValue(int depth)
    {
        var start = parser.Current ?? throw new YamlLoadException(1, 1, "not YAML: the text ends too early");
        if (start is AnchorAlias alias)
        {
            return ReadAlias(alias, depth);
        }
        CountValues(1, start);
        if (depth > MaxDepth)
        {
            throw At(start, $"nested deeper than {MaxDepth} levels");
        }
        var before = values;
        var (value, below) = start switch
        {
            Scalar scalar => (ReadScalar(scalar), 0),
            SequenceStart sequence => ReadSequence(sequence, depth),
            MappingStart mapping => ReadMapping(mapping, depth),
            _ => throw At(start, "not YAML: a value is missing"),
        };
        var result = (value, values - before + 1, below + 1);
        if (start is NodeEvent { Anchor.IsEmpty: false } node)
        {
            anchors[node.Anchor.Value] = result;
        }
        return result;
    }

    private (YamlValue Value, int Size, int Depth) ReadAlias(AnchorAlias alias, int depth)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var found))
        {
            throw At(alias, $"alias {Quoting.Quote(alias.Value.Value)} has no anchor before it");
        }
        CountValues(found.Size, alias);
        return depth + found.Depth - 1 > MaxDepth ? throw At(alias, $"nested deeper than {MaxDepth} levels") : found;
    }

    private void CountValues(int count, ParsingEvent at)
    {
        values += count;
        if (values > MaxValues)
        {
            throw At(at, $"more than {MaxValues} values in one file, aliases followed; split it");
        }
    }

    private static YamlScalar ReadScalar(Scalar scalar)
    {
        RefuseTag(scalar, "tag:yaml.org,2002:str");
        var isString = scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty;
        return new(Line(scalar), Column(scalar), scalar.Value, isString);
    }

    private (YamlValue Value, int Depth) ReadSequence(SequenceStart start, int depth)
    {
        RefuseTag(start, "tag:yaml.org,2002:seq");
        var items = new List<YamlValue>();
        var deepest = 0;
        while (Advance() && parser.Current is not SequenceEnd)
        {
            var (item, _, below) = ReadValue(depth + 1);
            items.Add(item);
            deepest = Math.Max(deepest, below);
        }
        return (new YamlSequence(Line(start), Column(start), items), deepest);
    }

    private (YamlValue Value, int Depth) ReadMapping(MappingStart start, int depth)
    {
        RefuseTag(start, "tag:yaml.org,2002:map");
        var fields = new List<(YamlScalar, YamlValue)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var deepest = 0;
        while (Advance() && parser.Current is not MappingEnd)
        {
            var at = parser.Current!;
            if (ReadValue(depth + 1).Value is not YamlScalar key)
            {
                throw At(at, "a field's name must be a string");
            }
            if (!keys.Add(key.Text))
            {
                throw At(at, $"field {Quoting.Quote(key.Text)} stands twice in one object; remove one of the two");
            }
            Advance();
            var (value, _, below) = ReadValue(depth + 1);
            fields.Add((key, value));
            deepest = Math.Max(deepest, below);
        }
        return (new YamlMapping(Line(start), Column(start), fields), deepest);
    }

    private static void RefuseTag(NodeEvent node, string allowed)
    {
        if (!node.Tag.IsEmpty && node.Tag.Value != allowed && node.Tag.Value != "!")
        {
            throw At(node, $"tag {Quoting.Quote(node.Tag.Value)} is not read; remove it");
        }
    }

    private static YamlLoadException At(ParsingEvent at, string message) => new(Line(at), Column(at), message);

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;
}
