using System.Globalization;

namespace K8sMirror.Core.Api;

/// <summary>What <see cref="AnnotationNames.SpecWrittenAt"/> says.</summary>
public static class SpecWrittenAt
{
    /// <summary>When the spec of the object was last changed; null if its metadata does not say so, or not as a time.</summary>
    public static DateTimeOffset? Read(ObjectMeta metadata) =>
        metadata.Annotations?.TryGetValue(AnnotationNames.SpecWrittenAt, out var text) == true
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written)
            ? written
            : null;
}
