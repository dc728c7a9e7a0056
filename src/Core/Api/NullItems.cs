using System.Globalization;
using System.Text.Json;

namespace K8sMirror.Core.Api;

/// <summary>
/// Refuses null items of lists and null labels. An API server accepts none, but a damaged file or another server may have them, and no code expects one.
/// </summary>
public static class NullItems
{
    private const string Labels = "matchLabels";

    /// <summary>Checks an object.</summary>
    /// <exception cref="JsonException">It has such a null; <see cref="JsonException.Path"/> says where.</exception>
    public static void Refuse(JsonElement element)
    {
        if (Find(element) is { } path)
        {
            throw new JsonException($"{path.TrimStart('.')} is null; remove it", "$" + path, null, null);
        }
    }

    // The recursion is bounded: JsonDocument reads at most 64 levels.
    private static string? Find(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                var at = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if ((item.ValueKind == JsonValueKind.Null ? "" : Find(item)) is { } path)
                    {
                        return string.Create(CultureInfo.InvariantCulture, $"[{at}]{path}");
                    }
                    at++;
                }
                return null;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    var isLabels = property.Name == Labels && property.Value.ValueKind == JsonValueKind.Object;
                    var found = isLabels ? NullLabel(property.Value) : Find(property.Value);
                    if (found is not null)
                    {
                        return $".{property.Name}{found}";
                    }
                }
                return null;
            default:
                return null;
        }
    }

    private static string? NullLabel(JsonElement labels)
    {
        foreach (var label in labels.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.Null))
        {
            return $".{label.Name}";
        }
        return null;
    }
}
