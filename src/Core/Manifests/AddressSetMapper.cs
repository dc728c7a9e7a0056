using K8sMirror.Core.Api;

namespace K8sMirror.Core.Manifests;

/// <summary>Turns one YAML document into an AddressSet.</summary>
internal static class AddressSetMapper
{
    public static AddressSet Map(FieldReader reader, YamlMapping document)
    {
        reader.Object(document, "", "apiVersion", "kind", "metadata", "spec", "status");
        var value = document.Find("spec");
        var spec = reader.Object(value, "spec", "cidrs");
        if (value is null or YamlScalar { IsNull: true })
        {
            reader.Add(value ?? document, "spec", "is missing; write spec with cidrs");
        }
        // All entries commented out must not mean an empty set.
        reader.Require(spec, "spec", "cidrs");
        return new()
        {
            Metadata = MetadataMapper.Map(reader, document, "set"),
            Spec = new() { Cidrs = reader.ListOf(spec, "spec", "cidrs", reader.TextItem) },
        };
    }
}
