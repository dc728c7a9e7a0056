using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Cluster.Connection;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// Writes to TrafficMirrors. Merge patches with the version that the decision is based on, not applies: an apply would create an
/// object that its user has just deleted.
/// </summary>
internal sealed class MirrorWriter(ObjectWriter writer, ClusterCaches caches)
{
    /// <summary>Adds our finalizer; false if it is not there (yet).</summary>
    public async Task<bool> HoldAsync(Leadership term, TrafficMirror mirror)
    {
        var finalizers = (mirror.Metadata.Finalizers ?? []).Append(Ownership.Finalizer);
        var written = await PatchFinalizersAsync(term, mirror, "hold", finalizers).ConfigureAwait(false);
        if (written is not null)
        {
            caches.Mirrors.Observe(written);
        }

        return written is not null;
    }

    /// <summary>Removes our finalizer; true when the server took it.</summary>
    public async Task<bool> ReleaseAsync(Leadership term, TrafficMirror mirror)
    {
        var finalizers = (mirror.Metadata.Finalizers ?? []).Where(finalizer => finalizer != Ownership.Finalizer);
        return await PatchFinalizersAsync(term, mirror, "release", finalizers).ConfigureAwait(false) is not null;
    }

    /// <summary>Writes the status; true when the server took it.</summary>
    public async Task<bool> WriteStatusAsync(Leadership term, TrafficMirror mirror, TrafficMirrorStatus status)
    {
        var node = JsonSerializer.SerializeToNode(status, ApiJsonContext.Default.TrafficMirrorStatus)!.AsObject();
        // In a merge patch, absent fields stay unchanged.
        node.TryAdd("pods", null);
        var written = await writer.WriteStatusAsync(term, Kinds.TrafficMirrors, mirror.Metadata, node).ConfigureAwait(false);
        if (written is null)
        {
            return false;
        }

        caches.Mirrors.Observe(written);
        return true;
    }

    private Task<Watched<TrafficMirror>?> PatchFinalizersAsync(
        Leadership term, TrafficMirror mirror, string verb, IEnumerable<string> finalizers)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = mirror.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => JsonValue.Create(finalizer))]),
            },
        };
        return writer.WriteAsync(
            term, Kinds.TrafficMirrors, mirror.Metadata.Name, verb, HttpMethod.Patch,
            $"{ObjectWriter.Path(Kinds.TrafficMirrors, mirror.Metadata.Name)}?fieldManager={Ownership.FieldManager}",
            JsonSerializer.SerializeToUtf8Bytes(patch), ApiConnection.MergePatch);
    }
}
