using System.Globalization;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>Takes typed values out of YAML trees; what does not fit becomes an error at its place, and reading goes on.</summary>
internal sealed class FieldReader(string file)
{
    private readonly Dictionary<string, YamlValue> places = new(StringComparer.Ordinal);

    public List<ManifestError> Errors { get; } = [];

    public void Add(YamlValue at, string path, string message) => Errors.Add(new(file, at.Line, at.Column, path, message));

    /// <summary>Reports at the field, or where it would stand: at the nearest parent that was read.</summary>
    public void Add(string path, string message, YamlValue document)
    {
        var at = path;
        while (at.Length > 0 && !places.ContainsKey(at))
        {
            at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))];
        }
        Add(at.Length > 0 ? places[at] : document, path, message);
    }

    /// <summary>The value as an object with none but these fields; null, after an error, if it is no object.</summary>
    public YamlMapping? Object(YamlValue? value, string path, params ReadOnlySpan<string> fields)
    {
        if (Present(value, path) is not { } present)
        {
            return null;
        }
        if (present is not YamlMapping mapping)
        {
            Add(present, path, $"must be an object with the fields {Listed(fields)}, not {present.Noun}");
            return null;
        }
        foreach (var (key, _) in mapping.Fields)
        {
            if (!fields.Contains(key.Text))
            {
                var guess = NearestName.Find(key.Text, fields.ToArray());
                var hint = guess is null ? $"allowed here: {Listed(fields)}" : $"did you mean '{guess}'?";
                Add(key, Join(path, key.Text), $"unknown field {Quoting.Quote(key.Text)}; {hint}");
            }
        }
        return mapping;
    }

    public string? String(YamlMapping? parent, string path, string field)
    {
        if (Field(parent, ref path, field) is not { } value)
        {
            return null;
        }
        if (value is YamlScalar { Kind: YamlScalarKind.String } scalar)
        {
            return scalar.Text;
        }
        Add(value, path, value is YamlScalar plain ? $"must be a string, not {plain.Noun}; put it in quotes" : $"must be a string, not {value.Noun}");
        return null;
    }

    public bool? Boolean(YamlMapping? parent, string path, string field)
    {
        if (Field(parent, ref path, field) is not { } value)
        {
            return null;
        }
        if (value is YamlScalar { Kind: YamlScalarKind.Boolean } scalar)
        {
            return PlainScalar.ToBoolean(scalar.Text);
        }
        Add(value, path, $"must be true or false, not {value.Noun}");
        return null;
    }

    public int? Integer(YamlMapping? parent, string path, string field)
    {
        if (Field(parent, ref path, field) is not { } value)
        {
            return null;
        }
        if (value is YamlScalar { Kind: YamlScalarKind.Number } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        Add(value, path, $"must be a whole number from {int.MinValue} to {int.MaxValue}, not {value.Noun}");
        return null;
    }

    /// <summary>The items of a list; empty if it is absent or, after an error, no list.</summary>
    public IReadOnlyList<YamlValue> List(YamlMapping? parent, string path, string field)
    {
        if (Field(parent, ref path, field) is not { } value)
        {
            return [];
        }
        if (value is YamlSequence sequence)
        {
            return sequence.Items;
        }
        Add(value, path, $"must be a list, not {value.Noun}");
        return [];
    }

    /// <summary>What the items of a list are; null if it is absent or, after an error, no list. Remembers each item's place.</summary>
    public List<T>? ListOf<T>(YamlMapping? parent, string path, string field, Func<YamlValue, string, T> map)
    {
        if (Field(parent, ref path, field) is not { } value)
        {
            return null;
        }
        if (value is not YamlSequence sequence)
        {
            Add(value, path, $"must be a list, not {value.Noun}");
            return null;
        }
        var items = new List<T>(sequence.Items.Count);
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            places[at] = sequence.Items[i];
            items.Add(map(sequence.Items[i], at));
        }
        return items;
    }

    /// <summary>An item that is a string; empty, after an error, if it is not.</summary>
    public string TextItem(YamlValue item, string path)
    {
        if (item is YamlScalar { Kind: YamlScalarKind.String } scalar)
        {
            return scalar.Text;
        }
        Add(item, path, item is YamlScalar ? $"must be a string, not {item.Noun}; put it in quotes" : $"must be a string, not {item.Noun}");
        return "";
    }

    /// <summary>An item that is a whole number; 0, after an error, if it is not.</summary>
    public int NumberItem(YamlValue item, string path)
    {
        if (item is YamlScalar { Kind: YamlScalarKind.Number } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        Add(item, path, $"must be a whole number, not {item.Noun}");
        return 0;
    }

    /// <summary>An item that is one of an enum's words; the default, after an error, if it is not.</summary>
    public T WordItem<T>(YamlValue item, string path, params string[] words)
        where T : struct, Enum
    {
        if (item is YamlScalar { Kind: YamlScalarKind.String } scalar && words.Contains(scalar.Text))
        {
            return Enum.Parse<T>(scalar.Text);
        }
        var choice = words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";
        Add(item, path, item is YamlScalar { Kind: YamlScalarKind.String } other ? $"{Quoting.Quote(other.Text)} is unknown; write {choice}" : $"must be {choice}, not {item.Noun}");
        return default;
    }

    /// <summary>A field that is one of an enum's words; null if it is absent.</summary>
    public T? Word<T>(YamlMapping? parent, string path, string field, params string[] words)
        where T : struct, Enum =>
        Field(parent, ref path, field) is { } value ? WordItem<T>(value, path, words) : null;

    /// <summary>Reports a field that must be there and is not; the parent must have been read.</summary>
    public void Require(YamlMapping? parent, string path, string field)
    {
        if (parent is not null && parent.Find(field) is null or YamlScalar { IsNull: true })
        {
            Add(parent, $"{path}.{field}", $"is missing; write {field}");
        }
    }

    /// <summary>An object whose fields are free and whose values are strings; null if absent.</summary>
    public Dictionary<string, string>? Strings(YamlMapping? parent, string path, string field)
    {
        if (Field(parent, ref path, field) is not { } value)
        {
            return null;
        }
        if (value is not YamlMapping mapping)
        {
            Add(value, path, $"must be an object whose values are strings, not {value.Noun}");
            return null;
        }
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, item) in mapping.Fields)
        {
            var at = $"{path}[{key.Text}]";
            places[at] = item;
            if (item is YamlScalar { Kind: YamlScalarKind.String } scalar)
            {
                result[key.Text] = scalar.Text;
            }
            else
            {
                Add(item, at, item is YamlScalar plain ? $"must be a string, not {plain.Noun}; put it in quotes" : $"must be a string, not {item.Noun}");
            }
        }
        return result;
    }

    /// <summary>The value of a field; null if it is absent or null. Remembers its place.</summary>
    public YamlValue? Field(YamlMapping? parent, ref string path, string field)
    {
        path = Join(path, field);
        return Present(parent?.Find(field), path);
    }

    private YamlValue? Present(YamlValue? value, string path)
    {
        if (value is null or YamlScalar { IsNull: true })
        {
            return null;
        }
        places[path] = value;
        return value;
    }

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";

    private static string Listed(ReadOnlySpan<string> fields) => string.Join(", ", fields.ToArray());
}
