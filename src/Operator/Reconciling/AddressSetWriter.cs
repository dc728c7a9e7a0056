using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Writes only the status of AddressSets.</summary>
internal sealed class AddressSetWriter(ObjectWriter writer, ClusterCaches caches)
{
    /// <summary>Writes the status if the server's object has not changed since the decision.</summary>
    public async Task WriteStatusAsync(Leadership term, ObjectMeta metadata, AddressSetStatus status)
    {
        var written = await writer.WriteStatusAsync(
            term, Kinds.AddressSets, metadata, JsonSerializer.SerializeToNode(status, ApiJsonContext.Default.AddressSetStatus)).ConfigureAwait(false);
        if (written is not null)
        {
            caches.AddressSets.Observe(written);
        }
    }
}
