using System.Text.Json;

namespace K8sMirror.Cluster.Reading;

/// <summary>Labels of an object.</summary>
public static class LabelReader
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>Reads the labels of an object's metadata; throws <see cref="InvalidOperationException"/> if the field is not labels.</summary>
    public static IReadOnlyDictionary<string, string> Read(JsonElement metadata) => metadata.TryGetProperty("labels", out var labels) ? Of(labels) : None;

    /// <summary>Reads the field itself; throws <see cref="InvalidOperationException"/> if it is not labels.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonElement labels)
    {
        if (labels.ValueKind == JsonValueKind.Null)
        {
            return None;
        }
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in labels.EnumerateObject())
        {
            read[string.Intern(pair.Name)] = pair.Value.GetString() ?? "";
        }
        return read;
    }

    /// <summary>True if both are the same labels.</summary>
    public static bool AreSame(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => ReferenceEquals(a, b)
        || (a.Count == b.Count && a.All(label => b.TryGetValue(label.Key, out var value) && value == label.Value));
}
