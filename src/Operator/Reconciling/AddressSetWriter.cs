using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Connection;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Writes the status of AddressSets, and nothing else of them.</summary>
internal sealed class AddressSetWriter(ObjectWriter writer, ClusterCaches caches)
{
    /// <summary>Writes the status if the server's object is still the one that it was decided on.</summary>
    public async Task WriteStatusAsync(Leadership term, ObjectMeta metadata, AddressSetStatus status)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = metadata.ResourceVersion },
            ["status"] = JsonSerializer.SerializeToNode(status, ApiJsonContext.Default.AddressSetStatus),
        };
        var written = await writer.WriteAsync(
            term, Kinds.AddressSets, metadata.Name, "status", HttpMethod.Patch,
            $"{ObjectWriter.Path(Kinds.AddressSets, metadata.Name)}/status?fieldManager={Ownership.FieldManager}",
            JsonSerializer.SerializeToUtf8Bytes(patch), ApiConnection.MergePatch).ConfigureAwait(false);
        if (written is not null)
        {
            caches.AddressSets.Observe(written);
        }
    }
}
