using System.Text.Json;
using System.Text.Json.Serialization;
using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// Reading what the server holds. A field that this version does not know must not make an object unreadable: during an upgrade the
/// CRDs and the agents are newer than we are.
/// </summary>
internal static class LenientJson
{
    /// <summary>Skips unknown fields.</summary>
    public static ApiJsonContext Skip { get; } = new(new JsonSerializerOptions(ApiJsonContext.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    });

    /// <summary>Reads one part of an object; the string says why it could not be read.</summary>
    public static (TPart? Value, string? Problem) Part<TPart>(JsonElement item, string name, Func<JsonElement, TPart?> read)
        where TPart : class
    {
        if (!item.TryGetProperty(name, out var part))
        {
            return (null, null);
        }

        try
        {
            return (read(part), null);
        }
        catch (JsonException error)
        {
            return (null, $"{name}{error.Path?.TrimStart('$')}: {error.Message}");
        }
    }
}
