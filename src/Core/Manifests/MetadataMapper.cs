using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>Reads what all kinds have in common.</summary>
internal static class MetadataMapper
{
    /// <summary>
    /// Reads an object's metadata. What only an API server writes is let through, so that the output of <c>kubectl get -o yaml</c> can be read, but
    /// it is not taken over.
    /// </summary>
    /// <param name="reader">Takes the errors.</param>
    /// <param name="document">The object.</param>
    /// <param name="noun">What it is, for people.</param>
    public static ObjectMeta Map(FieldReader reader, YamlMapping document, string noun)
    {
        var metadata = reader.Object(
            document.Find("metadata"), "metadata", "name", "labels", "annotations", "creationTimestamp", "finalizers", "generation",
            "managedFields", "ownerReferences", "resourceVersion", "selfLink", "uid");
        var name = reader.String(metadata, "metadata", "name");
        if (name is null && metadata?.Find("name") is null)
        {
            reader.Add((YamlValue?)metadata ?? document, "metadata.name", $"is missing; give the {noun} a name");
        }
        else if (name is not null && ObjectNames.SubdomainProblem(name) is { } problem)
        {
            reader.Add("metadata.name", $"{Quoting.Quote(name)} {problem}", document);
        }
        return new()
        {
            Name = name ?? "",
            Labels = reader.Strings(metadata, "metadata", "labels"),
            Annotations = reader.Strings(metadata, "metadata", "annotations"),
        };
    }
}
