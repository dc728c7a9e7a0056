using System.Text.Json.Nodes;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A CRD without any field of the spec, until it is disposed; the server prunes fields that its CRD does not know.</summary>
internal sealed class OlderCrd : IAsyncDisposable
{
    private readonly TestCluster cluster;
    private readonly string path;
    private readonly JsonNode versions;

    private OlderCrd(TestCluster cluster, string path, JsonNode versions) => (this.cluster, this.path, this.versions) = (cluster, path, versions);

    /// <summary>Returns when the server uses it: then it returns the object at <paramref name="witness"/> with an empty spec.</summary>
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

    /// <summary>Restores the right one.</summary>
    public async ValueTask DisposeAsync() => await SetAsync(versions);

    private Task<JsonNode> SetAsync(JsonNode to) =>
        cluster.Admin.MergeAsync(path, new JsonObject { ["spec"] = new JsonObject { ["versions"] = to.DeepClone() } }.ToJsonString());
}
