using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Manifests;

/// <summary>
/// Reads TrafficMirrors and AddressSets from YAML or JSON: several documents in a file, and <c>kind: List</c>. Strict: an unknown field, a wrong type, another
/// kind or a second object of the same kind and name is an error with its position. Never throws on any text; time and memory are bounded.
/// </summary>
public sealed class ManifestReader
{
    private readonly OrderedDictionary<string, ManifestMirror> mirrors = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, ManifestAddressSet> sets = new(StringComparer.Ordinal);
    private readonly List<ManifestError> errors = [];

    private ManifestReader()
    {
    }

    /// <summary>Reads one file.</summary>
    public static ManifestResult Read(string file, string text) => Read([new(file, text)]);

    /// <summary>Reads files as one input; names must be unique across all of them.</summary>
    public static ManifestResult Read(IEnumerable<ManifestText> files)
    {
        var reader = new ManifestReader();
        foreach (var file in files)
        {
            reader.ReadFile(file);
        }
        return new([.. reader.mirrors.Values], reader.errors) { Sets = [.. reader.sets.Values] };
    }

    private void ReadFile(ManifestText file)
    {
        try
        {
            foreach (var document in YamlLoader.Load(file.Text))
            {
                ReadDocument(file.File, document);
            }
        }
        catch (YamlLoadException exception)
        {
            errors.Add(new(file.File, exception.Line, exception.Column, "", exception.Message));
        }
    }

    private void ReadDocument(string file, YamlValue document)
    {
        if (document is YamlMapping list && IsList(list))
        {
            var reader = new FieldReader(file);
            reader.Object(list, "", "apiVersion", "kind", "metadata", "items");
            var items = list.Find("items") is { } written and not YamlScalar { IsNull: true } ? reader.Items(written, "items") : [];
            errors.AddRange(reader.Errors);
            foreach (var item in items)
            {
                ReadObject(file, item);
            }
            return;
        }
        ReadObject(file, document);
    }

    private void ReadObject(string file, YamlValue document)
    {
        var reader = new FieldReader(file);
        if (document is not YamlMapping mapping)
        {
            reader.Add(document, "", $"must be a {TrafficMirror.KindName} or an {AddressSet.KindName}, not {document.Noun}");
        }
        else if (CheckKind(reader, mapping))
        {
            if (Text(mapping, "kind") == AddressSet.KindName)
            {
                AddSet(file, reader, mapping);
            }
            else
            {
                AddMirror(file, reader, mapping);
            }
        }
        errors.AddRange(reader.Errors.OrderBy(e => e.Line).ThenBy(e => e.Column));
    }

    private void AddMirror(string file, FieldReader reader, YamlMapping mapping)
    {
        var mirror = new TrafficMirror { Metadata = ManifestMetadata.Read(reader, mapping, "mirror"), Spec = Spec<TrafficMirrorSpec>(reader, mapping, "sources and targets") };
        if (mirrors.TryGetValue(mirror.Metadata.Name, out var first))
        {
            reader.Add("metadata.name", $"{Quoting.Quote(mirror.Metadata.Name)} is the name of a mirror at {first.File}:{first.Line} already", mapping);
        }
        // An unreadable field looks empty to the validator, which would add a second error.
        if (reader.Errors.Count == 0)
        {
            foreach (var finding in MirrorValidator.Validate(mirror).Where(f => f.IsRefusal))
            {
                reader.Add(finding.FieldPath, finding.Message, mapping);
            }
        }
        if (reader.Errors.Count == 0)
        {
            mirrors.Add(mirror.Metadata.Name, new(mirror, file, mapping.Line));
        }
    }

    private void AddSet(string file, FieldReader reader, YamlMapping mapping)
    {
        var set = new AddressSet { Metadata = ManifestMetadata.Read(reader, mapping, "set"), Spec = Spec<AddressSetSpec>(reader, mapping, "cidrs") };
        if (sets.TryGetValue(set.Metadata.Name, out var first))
        {
            reader.Add("metadata.name", $"{Quoting.Quote(set.Metadata.Name)} is the name of a set at {first.File}:{first.Line} already", mapping);
        }
        if (reader.Errors.Count > 0)
        {
            return;
        }
        var prefixes = AddressSetReader.Read(set.Spec);
        foreach (var finding in prefixes.Findings)
        {
            reader.Add(finding.FieldPath, finding.Message, mapping);
        }
        if (reader.Errors.Count == 0)
        {
            sets.Add(set.Metadata.Name, new(set, prefixes, file, mapping.Line));
        }
    }

    private static T Spec<T>(FieldReader reader, YamlMapping document, string fields)
        where T : new()
    {
        reader.Object(document, "", "apiVersion", "kind", "metadata", "spec", "status");
        var written = document.Find("spec");
        if (written is null or YamlScalar { IsNull: true })
        {
            reader.Add(written ?? document, "spec", $"is missing; write spec with {fields}");
            return new();
        }
        return reader.Read<T>(written, "spec");
    }

    private static bool IsList(YamlMapping document) =>
        (Text(document, "apiVersion"), Text(document, "kind"))
            is ("v1", "List") or (ApiGroup.ApiVersion, TrafficMirror.KindName + "List") or (ApiGroup.ApiVersion, AddressSet.KindName + "List");

    private static bool CheckKind(FieldReader reader, YamlMapping document)
    {
        var before = reader.Errors.Count;
        CheckText(reader, document, "kind", TrafficMirror.KindName, AddressSet.KindName);
        if (reader.Errors.Count == before)
        {
            CheckText(reader, document, "apiVersion", ApiGroup.ApiVersion);
        }
        return reader.Errors.Count == before;
    }

    private static void CheckText(FieldReader reader, YamlMapping document, string field, params string[] expected)
    {
        if (document.Find(field) is not { } value)
        {
            reader.Add(document, field, $"is missing; write {field}: {expected[0]}");
        }
        else if (!expected.Contains(Text(document, field)))
        {
            reader.Add(value, field, $"must be {string.Join(" or ", expected)}, not {value.Noun}");
        }
    }

    private static string? Text(YamlMapping document, string field) => (document.Find(field) as YamlScalar)?.Text;
}
