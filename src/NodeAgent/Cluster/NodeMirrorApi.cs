using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>The three requests that an agent makes: list and watch its own NodeMirror, and write that object's status.</summary>
internal sealed class NodeMirrorApi(ApiHttp http, string node)
{
    /// <summary>The server ends a watch by then; a little less than its own longest.</summary>
    public static readonly TimeSpan WatchFor = TimeSpan.FromSeconds(290);

    private static readonly TimeSpan WatchPatience = WatchFor + TimeSpan.FromSeconds(30);
    private readonly string collection =
        $"apis/{ApiGroup.ApiVersion}/{NodeMirror.Plural}?fieldSelector={Uri.EscapeDataString($"metadata.name={node}")}";

    /// <summary>The object if there is one, and the version from which to watch.</summary>
    /// <exception cref="ApiRefusedException">Refused; NotFound means that the kind itself is not served.</exception>
    /// <exception cref="JsonException">This is no list: not the API server answered, or not all of the answer came.</exception>
    public async Task<NodeMirrorList> ListAsync(CancellationToken cancellation)
    {
        using var limit = Limit(http.Patience.Request, cancellation);
        using var response = await http.SendAsync(HttpMethod.Get, collection, null, limit.Token).ConfigureAwait(false);
        await ThrowIfRefusedAsync(response, limit.Token).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, ClusterJsonContext.Default.NodeMirrorList, limit.Token).ConfigureAwait(false)
            ?? throw new JsonException("null");
    }

    /// <summary>Changes after this version, until the server ends the watch; <paramref name="opened"/> is called when it has begun one.</summary>
    /// <exception cref="ApiRefusedException">Refused; Gone means to list again.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        string? resourceVersion, Action opened, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var limit = Limit(http.Patience.Request, cancellation);
        var path = $"{collection}&watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchFor.TotalSeconds:0}&resourceVersion={Uri.EscapeDataString(resourceVersion ?? "")}";
        using var response = await http.SendAsync(HttpMethod.Get, path, null, limit.Token).ConfigureAwait(false);
        await ThrowIfRefusedAsync(response, limit.Token).ConfigureAwait(false);
        limit.CancelAfter(WatchPatience);
        opened();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false), Encoding.UTF8);
        while (await reader.ReadLineAsync(limit.Token).ConfigureAwait(false) is { } line)
        {
            var item = JsonSerializer.Deserialize(line, ClusterJsonContext.Default.WatchEvent) ?? throw new JsonException("null");
            if (item.Type == "ERROR")
            {
                var status = item.Object.Deserialize(ClusterJsonContext.Default.ApiStatus);
                throw new ApiRefusedException((HttpStatusCode)(status?.Code ?? 500), status?.Message ?? "");
            }
            yield return item;
        }
    }

    /// <summary>Writes the status of the object that has this UID; returns the object's version after that.</summary>
    /// <exception cref="ApiRefusedException">Refused; NotFound: the object is gone; UnprocessableEntity: it is another one now, or the status is not valid.</exception>
    public async Task<string?> WriteStatusAsync(string uid, NodeMirrorStatus status, CancellationToken cancellation)
    {
        using var limit = Limit(http.Patience.Request, cancellation);
        // Replaces the status whole. An API server of 1.20 makes nulls of empty texts in a merge patch. The test makes the
        // server refuse the patch if the object is another one by now; a UID in the metadata would not, on a status.
        PatchOperation[] patch =
        [
            new("test", "/metadata/uid", JsonSerializer.SerializeToElement(uid, ClusterJsonContext.Default.String)),
            new("add", "/status", JsonSerializer.SerializeToElement(status, ApiJsonContext.Default.NodeMirrorStatus)),
        ];
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(patch, ClusterJsonContext.Default.PatchOperationArray));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json-patch+json");
        var path = $"apis/{ApiGroup.ApiVersion}/{NodeMirror.Plural}/{Uri.EscapeDataString(node)}/status?fieldManager=k8smirror-agent";
        using var response = await http.SendAsync(HttpMethod.Patch, path, content, limit.Token).ConfigureAwait(false);
        await ThrowIfRefusedAsync(response, limit.Token).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        return (await JsonSerializer.DeserializeAsync(body, ClusterJsonContext.Default.ObjectHead, limit.Token).ConfigureAwait(false))?.Metadata.ResourceVersion;
    }

    private static CancellationTokenSource Limit(TimeSpan patience, CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        return limit;
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }
        var body = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        throw new ApiRefusedException(response.StatusCode, Message(body) ?? response.ReasonPhrase ?? "", response.Headers.RetryAfter?.Delta ?? default);
    }

    private static string? Message(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ClusterJsonContext.Default.ApiStatus)?.Message;
        }
        catch (JsonException)
        {
            // A proxy in between answers with HTML.
            return null;
        }
    }
}
