using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Cluster.Reading;

/// <summary>
/// Reads the server's objects. A field that this version does not know must not make an object unreadable: during an upgrade the CRDs and the agents are newer
/// than the reader.
/// </summary>
public static class LenientJson
{
    /// <summary>Skips unknown fields.</summary>
    public static ApiJsonContext Skip { get; } = new(new JsonSerializerOptions(ApiJsonContext.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    });

    /// <summary>Reads one part of an object; the problem says why it could not be read.</summary>
    public static (TPart? Value, PartProblem? Problem) Part<TPart>(JsonElement item, string name, Func<JsonElement, TPart?> read)
        where TPart : class
    {
        if (!item.TryGetProperty(name, out var part))
        {
            return (null, null);
        }
        try
        {
            NullItems.Refuse(part);
            return (read(part), null);
        }
        catch (JsonException error)
        {
            return (null, new(name, $"{name}{error.Path?.TrimStart('$')}: {error.Message}"));
        }
    }

    /// <summary>An object whose fields can be changed.</summary>
    /// <exception cref="JsonException">Not an object, or it has a field twice.</exception>
    public static JsonObject Object(JsonElement element)
    {
        try
        {
            var read = element.ValueKind == JsonValueKind.Object ? JsonObject.Create(element)! : throw new JsonException("is no object");
            // Fields are parsed lazily: do it here.
            _ = read.Count;
            return read;
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>A string field of an object; empty if it is missing or not a string.</summary>
    public static string Text(JsonElement item, string field) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
