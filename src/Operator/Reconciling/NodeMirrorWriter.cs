using System.Globalization;
using System.Text;
using System.Text.Json;
using K8sMirror.Cluster.Connection;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Writes <see cref="NodeMirrorChange"/>s by server-side apply.</summary>
internal sealed class NodeMirrorWriter(ObjectWriter writer, ClusterCaches caches, TimeProvider clock)
{
    /// <summary>Requests under way at a time: enough to hide the round trip, few enough not to be throttled.</summary>
    public const int Parallelism = 16;

    /// <summary>Writes all, independent of each other.</summary>
    public Task WriteAsync(Leadership term, IReadOnlyList<NodeMirrorChange> changes) => Parallel.ForEachAsync(
        changes,
        new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = term.Ended },
        async (change, _) => await WriteAsync(term, change).ConfigureAwait(false));

    private Task WriteAsync(Leadership term, NodeMirrorChange change) => change switch
    {
        { Node: { } node, Spec: { } spec } => ApplyAsync(term, node, spec, change.Current),
        _ => DeleteAsync(term, change.Current!.Metadata),
    };

    /// <summary>
    /// A write that comes late, after another leader's, must not undo it: what was decided on goes along, and the server refuses it when that is no
    /// longer so. Agents' reports move the version on all the time; those we follow.
    /// </summary>
    private async Task ApplyAsync(Leadership term, ClusterNode node, NodeMirrorSpec spec, NodeMirror? current)
    {
        var writtenAt = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var written = current is null
            ? await writer.WriteAsync(
                // A POST fails if there is one by now; an apply would overwrite it. Strict, as an apply always is: a server whose CRD does not
                // know filters yet must not keep the session without its filter.
                term, Kinds.NodeMirrors, node.Name, "apply", HttpMethod.Post, $"{Kinds.NodeMirrors.Path}?fieldManager={Ownership.FieldManager}&fieldValidation=Strict",
                Body(null), "application/json", isKept: IsKept).ConfigureAwait(false)
            : await writer.WriteAsync(
                term, Kinds.NodeMirrors, node.Name, "apply", HttpMethod.Patch,
                $"{ObjectWriter.Path(Kinds.NodeMirrors, node.Name)}?fieldManager={Ownership.FieldManager}&force=true",
                Body(Newest(current)), ApiConnection.ApplyPatch,
                async () => await writer.ReadAsync(term, Kinds.NodeMirrors, node.Name).ConfigureAwait(false) is { } now && HasSameSpec(now.Value, current)
                    ? Body(now.Value) : null,
                IsKept).ConfigureAwait(false);
        if (written is not null)
        {
            caches.NodeMirrors.Observe(written);
        }

        bool IsKept(NodeMirror kept) => SpecFingerprint.Equal(kept.Spec, spec);

        byte[] Body(NodeMirror? over) => JsonSerializer.SerializeToUtf8Bytes(
            new NodeMirror
            {
                Metadata = new ObjectMeta
                {
                    Name = node.Name,
                    Uid = over?.Metadata.Uid,
                    ResourceVersion = over?.Metadata.ResourceVersion,
                    Annotations = Annotations(writtenAt, over),
                    OwnerReferences = [new OwnerReference { ApiVersion = "v1", Kind = "Node", Name = node.Name, Uid = node.Uid }],
                },
                Spec = spec,
            },
            ApiJsonContext.Default.NodeMirror);
    }

    private static Dictionary<string, string> Annotations(string writtenAt, NodeMirror? over)
    {
        var annotations = new Dictionary<string, string> { [AnnotationNames.SpecWrittenAt] = writtenAt };
        if (over is not null && BehindSince.Over(over) is { } behind)
        {
            annotations[AnnotationNames.BehindSince] = behind;
        }

        return annotations;
    }

    /// <summary>Reports that came since the decision spare a refusal: a pass over a thousand nodes takes its time.</summary>
    private NodeMirror Newest(NodeMirror current) =>
        caches.NodeMirrors.Snapshot.TryGetValue(current.Metadata.Name, out var cached) && HasSameSpec(cached.Value, current) ? cached.Value : current;

    private static bool HasSameSpec(NodeMirror now, NodeMirror before) =>
        now.Metadata.Uid == before.Metadata.Uid && now.Metadata.Generation == before.Metadata.Generation;

    private Task<Watched<NodeMirror>?> DeleteAsync(Leadership term, ObjectMeta current) => writer.WriteAsync(
        term, Kinds.NodeMirrors, current.Name, "delete", HttpMethod.Delete, ObjectWriter.Path(Kinds.NodeMirrors, current.Name),
        // The precondition protects an object that someone has just created under the same name.
        Encoding.UTF8.GetBytes($$"""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"{{current.Uid}}"} }"""), "application/json");
}
