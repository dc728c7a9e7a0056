using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// Reads NodeMirrors. A spec with a field that this version does not know is refused: the field may say to copy less, and to ignore it would
/// copy too much. The status is ours to overwrite, so one that cannot be read is as good as none.
/// </summary>
internal static class NodeMirrorReader
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="JsonException">It cannot be read; the message says where.</exception>
    public static ObservedNodeMirror Read(JsonElement item)
    {
        var metadata = Head(item);
        var spec = item.TryGetProperty("spec", out var s) ? s.Deserialize(ApiJsonContext.Default.NodeMirrorSpec) : null;
        return new(metadata.Uid ?? "", metadata.ResourceVersion ?? "", metadata.Generation, spec ?? new(), SpecWrittenAt.Read(metadata), Status(item));
    }

    /// <summary>Its metadata alone.</summary>
    /// <exception cref="JsonException">It has none: this is no object.</exception>
    public static ObjectMeta Head(JsonElement item) =>
        item.Deserialize(ClusterJsonContext.Default.ObjectHead)?.Metadata ?? throw new JsonException("no metadata");

    private static NodeMirrorStatus? Status(JsonElement item)
    {
        try
        {
            return item.TryGetProperty("status", out var status) ? status.Deserialize(ApiJsonContext.Default.NodeMirrorStatus) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
