using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Writes the status of AddressSets, and nothing else of them.</summary>
internal sealed class AddressSetWriter(ObjectWriter writer, ClusterCaches caches)
{
    /// <summary>Writes the status if the server's object is still the one that it was decided on.</summary>
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
