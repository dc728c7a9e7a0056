using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>Reads the part that all kinds have in common.</summary>
internal static class ManifestMetadata
{
    /// <summary>Fields that only an API server writes are accepted, so that the output of <c>kubectl get -o yaml</c> can be read, but ignored.</summary>
    private static readonly string[] Known =
    [
        "name", "labels", "annotations", "creationTimestamp", "finalizers", "generation", "managedFields", "ownerReferences", "resourceVersion",
        "selfLink", "uid",
    ];

    /// <summary>Name, labels and annotations.</summary>
    /// <param name="reader">Collects the errors.</param>
    /// <param name="document">The object.</param>
    /// <param name="noun">Word for the object in messages.</param>
    public static ObjectMeta Read(FieldReader reader, YamlMapping document, string noun)
    {
        var written = document.Find("metadata");
        var metadata = written is null or YamlScalar { IsNull: true } ? null : reader.Object(written, "metadata", Known);
        var ours = metadata is null ? new() : reader.Read<ObjectMeta>(
            metadata with { Fields = [.. metadata.Fields.Where(f => f.Key.Text is "name" or "labels" or "annotations")] }, "metadata");
        if (metadata?.Find("name") is null or YamlScalar { IsNull: true })
        {
            reader.Add((YamlValue?)metadata ?? document, "metadata.name", $"is missing; give the {noun} a name");
        }
        else if (metadata.Find("name") is YamlScalar { Kind: YamlScalarKind.String } name && ObjectNames.SubdomainProblem(name.Text) is { } problem)
        {
            reader.Add("metadata.name", $"{Quoting.Quote(name.Text)} {problem}", document);
        }
        return ours;
    }
}
