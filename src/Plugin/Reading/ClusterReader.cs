using System.Net;
using System.Text.Json;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Reading;
using K8sMirror.CommandLine;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;
using K8sMirror.Plugin.Connection;

namespace K8sMirror.Plugin.Reading;

/// <summary>Reads what is needed for an answer, and no more.</summary>
internal sealed class ClusterReader(IKubeApi api, string? installNamespace)
{
    /// <summary>Path of the TrafficMirrors.</summary>
    public const string MirrorsPath = $"apis/{ApiGroup.ApiVersion}/{TrafficMirror.Plural}";

    /// <summary>Path of the NodeMirrors.</summary>
    public const string NodeMirrorsPath = $"apis/{ApiGroup.ApiVersion}/{NodeMirror.Plural}";

    /// <summary>Path of the AddressSets.</summary>
    public const string SetsPath = $"apis/{ApiGroup.ApiVersion}/{AddressSet.Plural}";

    /// <summary>Path of the nodes that can mirror.</summary>
    public static readonly string NodesPath = $"api/v1/nodes?labelSelector={Uri.EscapeDataString(ClusterNode.LabelSelector)}";

    /// <summary>Path of the pods that have a node and have not ended.</summary>
    public static readonly string PodsPath = $"api/v1/pods?fieldSelector={Uri.EscapeDataString(ClusterPod.FieldSelector)}";

    private const string OurPods = "?labelSelector=app.kubernetes.io%2Fpart-of%3Dk8smirror";

    /// <summary>Mirrors, nodes and NodeMirrors.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="given">
    /// If not null, also reads the pods, if a mirror of the cluster or a given one selects any, and the AddressSets that either names, as well as
    /// those with the names of the given sets, for comparison.
    /// </param>
    /// <exception cref="CommandException">K8sMirror is not installed.</exception>
    public async Task<ClusterPicture> PictureAsync(CancellationToken cancellation, GivenInput? given = null)
    {
        var notes = new List<string>();
        var mirrors = ListOursAsync(MirrorsPath, cancellation);
        var nodeMirrors = ListOursAsync(NodeMirrorsPath, cancellation);
        var nodes = api.ListAsync(NodesPath, cancellation);
        await Task.WhenAll(mirrors, nodeMirrors, nodes).ConfigureAwait(false);
        var read = ObjectReader.All(TrafficMirror.KindName, await mirrors.ConfigureAwait(false), ObjectReader.Mirror, notes).OrderBy(m => m.Metadata.Name, StringComparer.Ordinal).ToList();
        var (sets, unknown) = await SetsAsync(
            given is null ? [] : read.Concat(given.Mirrors).SelectMany(m => SetReference.Of(m.Spec.Filter)).Select(r => r.Name).Concat(given.Sets.ByName.Keys),
            notes, cancellation).ConfigureAwait(false);
        var pods = given is null ? PodSnapshot.Awaited : await PodsOfMirrorsAsync([.. read, .. given.Mirrors], notes, cancellation).ConfigureAwait(false);
        return new(
            read,
            [.. ObjectReader.All("Node", await nodes.ConfigureAwait(false), NodeReader.Read, notes).OrderBy(n => n.Name, StringComparer.Ordinal)],
            ObjectReader.All(NodeMirror.KindName, await nodeMirrors.ConfigureAwait(false), ObjectReader.NodeMirror, notes)
                .ToDictionary(n => n.Metadata.Name, StringComparer.Ordinal),
            notes)
        {
            Sets = sets,
            UnknownSets = unknown,
            Pods = pods,
        };
    }

    private async Task<PodSnapshot> PodsOfMirrorsAsync(List<TrafficMirror> mirrors, List<string> notes, CancellationToken cancellation)
    {
        var needs = PodNeeds.Of(mirrors);
        if (!needs.Pods || await ListOrNoteAsync("pods", PodsPath, notes, cancellation).ConfigureAwait(false) is not { } pods)
        {
            return PodSnapshot.Awaited;
        }
        var snapshot = PodSnapshot.Of(ObjectReader.All("Pod", pods, new PodReader().Read, notes));
        return !needs.Namespaces ? snapshot
            : await ListOrNoteAsync("namespaces", "api/v1/namespaces", notes, cancellation).ConfigureAwait(false) is not { } namespaces ? snapshot with { AreNamespacesListed = false }
            : snapshot with
            {
                Namespaces = ObjectReader.All("Namespace", namespaces, Labels, notes)
                    .ToDictionary(n => n.Name, n => n.Labels, StringComparer.Ordinal),
            };
    }

    private static (string Name, IReadOnlyDictionary<string, string> Labels) Labels(JsonElement item) =>
        (LenientJson.Text(item.GetProperty("metadata"), "name"), LabelReader.Read(item.GetProperty("metadata")));

    private async Task<IReadOnlyList<JsonElement>?> ListOrNoteAsync(string what, string path, List<string> notes, CancellationToken cancellation)
    {
        try
        {
            return await api.ListAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (ApiRefusedException e) when (e.IsForbidden)
        {
            notes.Add($"{what} cannot be read, so mirrors that select by them are not planned: {e.Message}");
            return null;
        }
    }

    /// <summary>Each by name, since all sets of a cluster together may be large.</summary>
    private async Task<(PrefixSets Sets, IReadOnlySet<string> Unknown)> SetsAsync(IEnumerable<string> names, List<string> notes, CancellationToken cancellation)
    {
        var sets = new Dictionary<string, PrefixSet>(StringComparer.Ordinal);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names.Distinct(StringComparer.Ordinal).Where(n => ObjectNames.SubdomainProblem(n) is null).Order(StringComparer.Ordinal))
        {
            try
            {
                var path = $"{SetsPath}?fieldSelector={Uri.EscapeDataString($"metadata.name={name}")}";
                if (await api.ListAsync(path, cancellation).ConfigureAwait(false) is [var item, ..])
                {
                    sets[name] = AddressSetJson.Read(item);
                }
            }
            catch (ApiRefusedException e) when (e.IsForbidden || e.Status == HttpStatusCode.NotFound)
            {
                unknown.Add(name);
                notes.Add($"AddressSet {name} cannot be read: {e.Message}");
            }
        }
        return (new(sets), unknown);
    }

    /// <summary>K8sMirror's pods; empty, with a note, if the user has no permission to list them.</summary>
    public async Task<IReadOnlyList<ComponentPod>> PodsAsync(List<string> notes, CancellationToken cancellation)
    {
        var path = installNamespace is null ? "api/v1/pods" : $"api/v1/namespaces/{Uri.EscapeDataString(installNamespace)}/pods";
        try
        {
            var pods = ObjectReader.All("Pod", await api.ListAsync(path + OurPods, cancellation).ConfigureAwait(false), ObjectReader.Pod, notes)
                .Where(p => p.Component is "agent" or "operator").ToList();
            if (pods.Count == 0)
            {
                notes.Add(installNamespace is null
                    ? "no pod of K8sMirror in any namespace (label app.kubernetes.io/part-of=k8smirror)"
                    : $"no pod of K8sMirror in namespace {installNamespace}");
            }
            return pods;
        }
        catch (ApiRefusedException e) when (e.IsForbidden)
        {
            notes.Add($"pods cannot be listed: {e.Message}{(installNamespace is null ? "; give -n NAMESPACE if you may list them there" : "")}");
            return [];
        }
    }

    private async Task<IReadOnlyList<JsonElement>> ListOursAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await api.ListAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (ApiRefusedException e) when (e.Status == HttpStatusCode.NotFound)
        {
            throw new CommandException(
                ExitCode.Failed, $"the cluster does not serve {path.Split('/')[^1]}.{ApiGroup.Name}: K8sMirror, or its CRDs, are not installed");
        }
    }
}
