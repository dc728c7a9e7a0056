using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>
/// Reads YAML trees by the JSON contracts of the API types: their fields, types and enum values. A mismatch becomes an error at its position, and reading
/// continues. New fields of a type are read automatically.
/// </summary>
internal sealed class FieldReader(string file)
{
    // Looking up attributes is slow, and a hostile file has many objects.
    private static readonly ConcurrentDictionary<JsonPropertyInfo, FieldRule> Rules = new();

    private readonly Dictionary<string, YamlValue> places = new(StringComparer.Ordinal);

    public List<ManifestError> Errors { get; } = [];

    public void Add(YamlValue at, string path, string message) => Errors.Add(new(file, at.Line, at.Column, path, message));

    /// <summary>Reports an error at the field or, if it is missing, at its nearest parent that was read.</summary>
    public void Add(string path, string message, YamlValue document)
    {
        var at = path;
        while (at.Length > 0 && !places.ContainsKey(at))
        {
            at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))];
        }
        Add(at.Length > 0 ? places[at] : document, path, message);
    }

    /// <summary>The value as an API type. After an error, do not use it.</summary>
    public T Read<T>(YamlValue value, string path)
        where T : new()
    {
        var contract = (JsonTypeInfo<T>)ContractOf(typeof(T));
        var written = Value(value, path, typeof(T)) as JsonObject;
        // Unreadable parts are left out, so the rest may not be enough for the type.
        if (Errors.Count > 0 || written is null)
        {
            return new();
        }
        // Generated contracts set absent fields to the type's zero, not to the field's default.
        var whole = JsonSerializer.SerializeToNode(new(), contract)!.AsObject();
        foreach (var field in written.ToList())
        {
            written.Remove(field.Key);
            whole[field.Key] = field.Value;
        }
        return whole.Deserialize(contract)!;
    }

    /// <summary>The value as an object with only these fields; null, after an error, if it is not an object.</summary>
    public YamlMapping? Object(YamlValue value, string path, params IReadOnlyList<string> fields)
    {
        places[path] = value;
        if (value is not YamlMapping mapping)
        {
            Add(value, path, $"must be an object with the fields {string.Join(", ", fields)}, not {value.Noun}");
            return null;
        }
        foreach (var (key, _) in mapping.Fields.Where(f => !fields.Contains(f.Key.Text)))
        {
            var guess = NearestName.Find(key.Text, fields);
            var hint = guess is null ? $"allowed here: {string.Join(", ", fields)}" : $"did you mean '{guess}'?";
            Add(key, Join(path, key.Text), $"unknown field {Quoting.Quote(key.Text)}; {hint}");
        }
        return mapping;
    }

    /// <summary>The items of a list; none, after an error, if it is not a list.</summary>
    public IReadOnlyList<YamlValue> Items(YamlValue value, string path)
    {
        if (value is YamlSequence sequence)
        {
            return sequence.Items;
        }
        Add(value, path, $"must be a list, not {value.Noun}");
        return [];
    }

    private JsonNode? Value(YamlValue value, string path, Type type, long? least = null)
    {
        places[path] = value;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => Word(value, path, Enum.GetNames(type)),
            TypeCode.String => Text(value, path),
            TypeCode.Boolean => Boolean(value, path),
            TypeCode.Int32 => Number(value, path, least, int.MinValue, int.MaxValue),
            TypeCode.Int64 => Number(value, path, least, long.MinValue, long.MaxValue),
            _ => ContractOf(type) switch
            {
                { Kind: JsonTypeInfoKind.Enumerable } => List(value, path, type.GetGenericArguments()[0]),
                { Kind: JsonTypeInfoKind.Dictionary } => Texts(value, path),
                var contract => Fields(value, path, contract),
            },
        };
    }

    private JsonObject? Fields(YamlValue value, string path, JsonTypeInfo contract)
    {
        if (Object(value, path, [.. contract.Properties.Select(p => p.Name)]) is not { } mapping)
        {
            return null;
        }
        var result = new JsonObject();
        foreach (var property in contract.Properties)
        {
            var at = Join(path, property.Name);
            var written = mapping.Find(property.Name);
            if (written is not null and not YamlScalar { IsNull: true })
            {
                result[property.Name] = Value(written, at, property.PropertyType, RuleOf(property).Least);
            }
            else if (RuleOf(property) is { MustBeWritten: true })
            {
                Add(written ?? mapping, at, $"is missing; write {property.Name}");
            }
            else if (written is not null && RuleOf(property).NullAdvice is { } advice)
            {
                Add(written, at, $"is null; {advice}");
            }
        }
        return result;
    }

    private JsonArray List(YamlValue value, string path, Type item)
    {
        var result = new JsonArray();
        foreach (var (i, written) in Items(value, path).Index())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (written is YamlScalar { IsNull: true })
            {
                places[at] = written;
                Add(written, at, "is null; write a value, or remove it");
                continue;
            }
            result.Add(Value(written, at, item));
        }
        return result;
    }

    private JsonObject? Texts(YamlValue value, string path)
    {
        if (value is not YamlMapping mapping)
        {
            Add(value, path, $"must be an object whose values are strings, not {value.Noun}");
            return null;
        }
        var result = new JsonObject();
        foreach (var (key, item) in mapping.Fields)
        {
            var at = $"{path}[{key.Text}]";
            places[at] = item;
            result[key.Text] = Text(item, at);
        }
        return result;
    }

    private JsonValue? Text(YamlValue value, string path)
    {
        if (value is YamlScalar { Kind: YamlScalarKind.String } scalar)
        {
            return JsonValue.Create(scalar.Text);
        }
        Add(value, path, value is YamlScalar plain ? $"must be a string, not {plain.Noun}; put it in quotes" : $"must be a string, not {value.Noun}");
        return null;
    }

    private JsonValue? Boolean(YamlValue value, string path)
    {
        if (value is YamlScalar { Kind: YamlScalarKind.Boolean } scalar)
        {
            return JsonValue.Create(PlainScalar.ToBoolean(scalar.Text));
        }
        Add(value, path, $"must be true or false, not {value.Noun}");
        return null;
    }

    private JsonValue? Number(YamlValue value, string path, long? least, long smallest, long most)
    {
        if (value is YamlScalar { Kind: YamlScalarKind.Number } scalar
            && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= most)
        {
            if (number < least)
            {
                Add(value, path, $"is {number}; write at least {least}");
                return null;
            }
            return JsonValue.Create(number);
        }
        Add(value, path, $"must be a whole number from {least ?? smallest} to {most}, not {value.Noun}");
        return null;
    }

    private JsonValue? Word(YamlValue value, string path, string[] words)
    {
        if (value is YamlScalar { Kind: YamlScalarKind.String } scalar && words.Contains(scalar.Text))
        {
            return JsonValue.Create(scalar.Text);
        }
        var choice = words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";
        Add(value, path, value is YamlScalar { Kind: YamlScalarKind.String } other ? $"{Quoting.Quote(other.Text)} is unknown; write {choice}" : $"must be {choice}, not {value.Noun}");
        return null;
    }

    private static JsonTypeInfo ContractOf(Type type) =>
        ApiJsonContext.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is not in {nameof(ApiJsonContext)}.");

    private static FieldRule RuleOf(JsonPropertyInfo property) => Rules.GetOrAdd(property, static p =>
    {
        var attributes = p.AttributeProvider?.GetCustomAttributes(inherit: false) ?? throw new InvalidOperationException($"{p.Name} was compiled without its attributes.");
        return new FieldRule(
            attributes.OfType<MustBeWrittenAttribute>().Any(),
            attributes.OfType<NullIsRefusedAttribute>().FirstOrDefault()?.Advice,
            attributes.OfType<AtLeastAttribute>().FirstOrDefault()?.Least);
    });

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";

    /// <summary>Rules for a field of a manifest, beyond its type.</summary>
    private sealed record FieldRule(bool MustBeWritten, string? NullAdvice, long? Least);
}
