using System.Globalization;

namespace K8sMirror.Core.Api;

/// <summary>Reads <see cref="AnnotationNames.SpecWrittenAt"/>.</summary>
public static class SpecWrittenAt
{
    /// <summary>When the spec of the object was last changed; null if the annotation is missing or not a time.</summary>
    public static DateTimeOffset? Read(ObjectMeta metadata) =>
        metadata.Annotations?.TryGetValue(AnnotationNames.SpecWrittenAt, out var text) == true
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written)
            ? written
            : null;
}
