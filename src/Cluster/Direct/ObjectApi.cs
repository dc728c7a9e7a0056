using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Cluster.Direct;

/// <summary>Lists and watches one K8sMirror object by name; it need not exist.</summary>
/// <param name="http">The API server.</param>
/// <param name="plural">Kind of the object, as in the URL.</param>
/// <param name="name">Name of the object.</param>
public sealed class ObjectApi(ApiHttp http, string plural, string name)
{
    /// <summary>Requested duration of a watch, a little less than the server's own limit.</summary>
    public static readonly TimeSpan WatchFor = TimeSpan.FromSeconds(290);

    private static readonly TimeSpan WatchTimeout = WatchFor + TimeSpan.FromSeconds(30);
    private readonly string collection =
        $"apis/{ApiGroup.ApiVersion}/{plural}?fieldSelector={Uri.EscapeDataString($"metadata.name={name}")}";

    /// <summary>The object if it exists, and the version from which to watch.</summary>
    /// <exception cref="ApiRefusedException">Refused; NotFound means that the kind itself is not served.</exception>
    /// <exception cref="JsonException">Not a list: something other than the API server answered, or the response is incomplete.</exception>
    public async Task<ObjectList> ListAsync(CancellationToken cancellation)
    {
        using var limit = ApiRequest.Limit(http.Timeouts.Request, cancellation);
        using var response = await http.SendAsync(HttpMethod.Get, collection, null, limit.Token).ConfigureAwait(false);
        await ApiRequest.ThrowIfRefusedAsync(response, limit.Token).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, ObjectJsonContext.Default.ObjectList, limit.Token).ConfigureAwait(false) is { Metadata: not null, Items: not null } list
            ? list
            : throw new JsonException("a list without metadata or items");
    }

    /// <summary>Changes after this version, until the server ends the watch; <paramref name="opened"/> is called once it has begun.</summary>
    /// <exception cref="ApiRefusedException">Refused; Gone means to list again.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        string? resourceVersion, Action opened, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var limit = ApiRequest.Limit(http.Timeouts.Request, cancellation);
        var path = $"{collection}&watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchFor.TotalSeconds:0}&resourceVersion={Uri.EscapeDataString(resourceVersion ?? "")}";
        using var response = await http.SendAsync(HttpMethod.Get, path, null, limit.Token).ConfigureAwait(false);
        await ApiRequest.ThrowIfRefusedAsync(response, limit.Token).ConfigureAwait(false);
        limit.CancelAfter(WatchTimeout);
        opened();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false), Encoding.UTF8);
        while (await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
        {
            var item = JsonSerializer.Deserialize(line, ObjectJsonContext.Default.WatchEvent) ?? throw new JsonException("null");
            if (item.Type == "ERROR")
            {
                throw ApiRefusedException.OfEvent(item.Object);
            }
            yield return item;
        }
    }
}
