using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;

namespace K8sMirror.Core.Manifests;

/// <summary>
/// Reads TrafficMirrors from YAML or JSON: several documents in a file, and <c>kind: List</c>. Strict: an unknown field, a wrong type, another
/// kind or a second mirror of the same name is an error with its place. Never throws on any text; time and memory are bounded.
/// </summary>
public static class ManifestReader
{
    /// <summary>Reads one file.</summary>
    public static ManifestResult Read(string file, string text) => Read([new(file, text)]);

    /// <summary>Reads files that belong together; names must be unique over all of them.</summary>
    public static ManifestResult Read(IEnumerable<ManifestText> files)
    {
        var mirrors = new OrderedDictionary<string, ManifestMirror>(StringComparer.Ordinal);
        var errors = new List<ManifestError>();
        foreach (var file in files)
        {
            ReadFile(file, mirrors, errors);
        }
        return new([.. mirrors.Values], errors);
    }

    private static void ReadFile(ManifestText file, OrderedDictionary<string, ManifestMirror> mirrors, List<ManifestError> errors)
    {
        try
        {
            foreach (var document in YamlLoader.Load(file.Text))
            {
                ReadDocument(file.File, document, mirrors, errors);
            }
        }
        catch (YamlLoadException exception)
        {
            errors.Add(new(file.File, exception.Line, exception.Column, "", exception.Message));
        }
    }

    private static void ReadDocument(string file, YamlValue document, OrderedDictionary<string, ManifestMirror> mirrors, List<ManifestError> errors)
    {
        if (document is YamlMapping list && IsList(list))
        {
            var reader = new FieldReader(file);
            reader.Object(list, "", "apiVersion", "kind", "metadata", "items");
            var items = reader.List(list, "", "items");
            errors.AddRange(reader.Errors);
            foreach (var item in items)
            {
                ReadMirror(file, item, mirrors, errors);
            }
            return;
        }
        ReadMirror(file, document, mirrors, errors);
    }

    private static void ReadMirror(string file, YamlValue document, OrderedDictionary<string, ManifestMirror> mirrors, List<ManifestError> errors)
    {
        var reader = new FieldReader(file);
        if (document is not YamlMapping mapping)
        {
            reader.Add(document, "", $"must be a TrafficMirror, not {document.Noun}");
        }
        else if (CheckKind(reader, mapping))
        {
            AddMirror(file, reader, mapping, mirrors);
        }
        errors.AddRange(reader.Errors.OrderBy(e => e.Line).ThenBy(e => e.Column));
    }

    private static void AddMirror(string file, FieldReader reader, YamlMapping mapping, OrderedDictionary<string, ManifestMirror> mirrors)
    {
        var mirror = new MirrorMapper(reader).Map(mapping);
        if (mirrors.TryGetValue(mirror.Metadata.Name, out var first))
        {
            reader.Add("metadata.name", $"{Quoting.Quote(mirror.Metadata.Name)} is the name of a mirror at {first.File}:{first.Line} already", mapping);
        }
        // A field that could not be read looks empty to the validator: one error for one mistake.
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

    private static bool IsList(YamlMapping document) =>
        (Text(document, "apiVersion"), Text(document, "kind")) is ("v1", "List") or (ApiGroup.ApiVersion, TrafficMirror.KindName + "List");

    private static bool CheckKind(FieldReader reader, YamlMapping document)
    {
        var before = reader.Errors.Count;
        CheckText(reader, document, "kind", TrafficMirror.KindName);
        if (reader.Errors.Count == before)
        {
            CheckText(reader, document, "apiVersion", ApiGroup.ApiVersion);
        }
        return reader.Errors.Count == before;
    }

    private static void CheckText(FieldReader reader, YamlMapping document, string field, string expected)
    {
        if (document.Find(field) is not { } value)
        {
            reader.Add(document, field, $"is missing; write {field}: {expected}");
        }
        else if (Text(document, field) != expected)
        {
            reader.Add(value, field, $"must be {expected}, not {value.Noun}");
        }
    }

    private static string? Text(YamlMapping document, string field) => (document.Find(field) as YamlScalar)?.Text;
}
