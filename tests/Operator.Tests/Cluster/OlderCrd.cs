using System.Text.Json.Nodes;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A CRD that knows no field of the spec, as long as this is not disposed of; the server cuts out what its CRD does not know.</summary>
internal sealed class OlderCrd : IAsyncDisposable
{
    private readonly TestCluster cluster;
    private readonly string path;
    private readonly JsonNode versions;

    private OlderCrd(TestCluster cluster, string path, JsonNode versions) => (this.cluster, this.path, this.versions) = (cluster, path, versions);

    /// <summary>Returns when the server goes by it: by then it shows an empty spec of the object at <paramref name="witness"/>.</summary>
    public static async Task<OlderCrd> InstallAsync(TestCluster cluster, string plural, string witness)
    {
        var path = $"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.k8smirror.io";
        var versions = (await cluster.Admin.GetAsync(path))!["spec"]!["versions"]!;
        var older = versions.DeepClone();
        older[0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"] = JsonNode.Parse("""{"type":"object"}""");
        var crd = new OlderCrd(cluster, path, versions);
        await crd.SetAsync(older);
        await Testing.EventuallyAsync.True(
            async () => (await cluster.Admin.GetAsync(witness))?["spec"]?.AsObject().Count is null or 0, $"the older CRD of {plural} is served");
        return crd;
    }

    /// <summary>Puts back the one that fits.</summary>
    public async ValueTask DisposeAsync() => await SetAsync(versions);

    private Task<JsonNode> SetAsync(JsonNode to) =>
        cluster.Admin.MergeAsync(path, new JsonObject { ["spec"] = new JsonObject { ["versions"] = to.DeepClone() } }.ToJsonString());
}
