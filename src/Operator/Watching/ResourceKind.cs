using System.Text.Json;
using K8sMirror.Cluster.Reading;

namespace K8sMirror.Operator.Watching;

/// <summary>How one kind is listed, watched and read.</summary>
/// <param name="Name">Kind, for logs and metrics.</param>
/// <param name="Path">Path of the collection, without a leading slash.</param>
/// <param name="Decode">Reads one object; the problem says which part could not be read. Throws <see cref="JsonException"/> when nothing can.</param>
/// <param name="PageSize">Objects for one page of a list.</param>
internal sealed record ResourceKind<T>(string Name, string Path, Func<JsonElement, (T Value, PartProblem? Problem)> Decode, int PageSize = 500)
    where T : class
{
    /// <summary>Narrows down lists and watches, such as <c>&amp;labelSelector=…</c>; empty: all objects.</summary>
    public string Filter { get; init; } = "";

    /// <summary>
    /// True: a watch that ends early is followed by a list. The server ends watches when its CRD changes, and then may show unchanged objects
    /// differently. For what we write ourselves: a user's mirror that an older CRD prunes continues as it was seen before.
    /// </summary>
    public bool ListsAfterEarlyEnd { get; init; }

    /// <summary>Reads one object with its name and version; null if it is not even an object with a name.</summary>
    public Watched<T>? Read(JsonElement item)
    {
        try
        {
            var metadata = item.GetProperty("metadata");
            var name = metadata.GetProperty("name").GetString() ?? throw new JsonException("no name");
            var version = metadata.TryGetProperty("resourceVersion", out var text) && ulong.TryParse(text.GetString(), out var number) ? number : 0;
            var (value, problem) = Decode(item);
            return new Watched<T>(name, version, value, problem);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
