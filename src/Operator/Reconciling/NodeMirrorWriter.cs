using System.Globalization;
using System.Text;
using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Connection;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Carries out <see cref="NodeMirrorChange"/>s by server-side apply.</summary>
internal sealed class NodeMirrorWriter(ObjectWriter writer, ClusterCaches caches, TimeProvider clock)
{
    /// <summary>Requests under way at a time: enough to hide the round trip, few enough not to be throttled.</summary>
    public const int Parallelism = 16;

    /// <summary>Carries out all; independent of each other.</summary>
    public Task WriteAsync(Leadership term, IReadOnlyList<NodeMirrorChange> changes) => Parallel.ForEachAsync(
        changes,
        new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = term.Ended },
        async (change, _) => await WriteAsync(term, change).ConfigureAwait(false));

    private Task WriteAsync(Leadership term, NodeMirrorChange change) =>
        change.Node is { } node ? ApplyAsync(term, node, change.Spec!) : DeleteAsync(term, change.Name, change.Uid!);

    private async Task ApplyAsync(Leadership term, ClusterNode node, NodeMirrorSpec spec)
    {
        var mirror = new NodeMirror
        {
            Metadata = new ObjectMeta
            {
                Name = node.Name,
                Annotations = new Dictionary<string, string>
                {
                    [Ownership.SpecWrittenAt] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                },
                OwnerReferences = [new OwnerReference { ApiVersion = "v1", Kind = "Node", Name = node.Name, Uid = node.Uid }],
            },
            Spec = spec,
        };
        var path = $"{ObjectWriter.Path(Kinds.NodeMirrors, node.Name)}?fieldManager={Ownership.FieldManager}&force=true";
        var written = await writer.WriteAsync(
            term, Kinds.NodeMirrors, node.Name, "apply", HttpMethod.Patch, path,
            JsonSerializer.SerializeToUtf8Bytes(mirror, ApiJsonContext.Default.NodeMirror), ApiConnection.ApplyPatch).ConfigureAwait(false);
        if (written is null)
        {
            return;
        }

        caches.NodeMirrors.Observe(written);
        if (!SpecFingerprint.Equal(written.Value.Spec, spec))
        {
            writer.Mangled(NodeMirror.KindName, node.Name, "apply");
        }
    }

    private Task<Watched<NodeMirror>?> DeleteAsync(Leadership term, string name, string uid) => writer.WriteAsync(
        term, Kinds.NodeMirrors, name, "delete", HttpMethod.Delete, ObjectWriter.Path(Kinds.NodeMirrors, name),
        // The precondition keeps us from deleting what someone has just created under the same name.
        Encoding.UTF8.GetBytes($$"""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"{{uid}}"} }"""), "application/json");
}
