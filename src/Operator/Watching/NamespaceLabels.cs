using System.Text.Json;
using K8sMirror.Cluster.Reading;

namespace K8sMirror.Operator.Watching;

/// <summary>What we keep of a Namespace.</summary>
/// <param name="Labels">Labels.</param>
internal sealed record NamespaceLabels(IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Reads; throws <see cref="JsonException"/>, <see cref="KeyNotFoundException"/> or <see cref="InvalidOperationException"/> on what is not a Namespace.</summary>
    public static NamespaceLabels Read(JsonElement item) => new(LabelReader.Read(item.GetProperty("metadata")));

    /// <summary>True if both have the same labels.</summary>
    public static bool Same(NamespaceLabels a, NamespaceLabels b) => LabelReader.AreSame(a.Labels, b.Labels);
}
