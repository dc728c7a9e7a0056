using System.Net.Http.Headers;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Direct;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>The only thing that an agent writes: the status of its own NodeMirror.</summary>
internal sealed class NodeMirrorApi(ApiHttp http, string node)
{
    /// <summary>Writes the status of the object that has this UID; returns the object's version after that.</summary>
    /// <exception cref="ApiRefusedException">Refused; NotFound: the object is gone; UnprocessableEntity: it is another one now, or the status is invalid.</exception>
    public async Task<string?> WriteStatusAsync(string uid, NodeMirrorStatus status, CancellationToken cancellation)
    {
        using var limit = ApiRequest.Limit(http.Timeouts.Request, cancellation);
        // Replaces the whole status: an API server of 1.20 turns empty texts in a merge patch into nulls. The test makes the
        // server refuse the patch if the object is another one by now; a UID in the metadata would not, on a status.
        PatchOperation[] patch =
        [
            new("test", "/metadata/uid", JsonSerializer.SerializeToElement(uid, ObjectJsonContext.Default.String)),
            new("add", "/status", JsonSerializer.SerializeToElement(status, ApiJsonContext.Default.NodeMirrorStatus)),
        ];
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(patch, ObjectJsonContext.Default.PatchOperationArray));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json-patch+json");
        var path = $"apis/{ApiGroup.ApiVersion}/{NodeMirror.Plural}/{Uri.EscapeDataString(node)}/status?fieldManager=k8smirror-agent";
        using var response = await http.SendAsync(HttpMethod.Patch, path, content, limit.Token).ConfigureAwait(false);
        await ApiRequest.ThrowIfRefusedAsync(response, limit.Token).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        return (await JsonSerializer.DeserializeAsync(body, ObjectJsonContext.Default.ObjectHead, limit.Token).ConfigureAwait(false))?.Metadata.ResourceVersion;
    }
}
