using System.Net;
using System.Text.Json.Nodes;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A cluster from the view of its user and its kubelets, for tests.</summary>
internal sealed class TestCluster(ApiServer server)
{
    public const string Mirrors = "apis/k8smirror.io/v1alpha1/trafficmirrors";
    public const string NodeMirrors = "apis/k8smirror.io/v1alpha1/nodemirrors";
    public const string Sets = "apis/k8smirror.io/v1alpha1/addresssets";
    public const string Nodes = "api/v1/nodes";
    public const string Pods = $"api/v1/namespaces/{ChartAccount.Namespace}/pods";
    public const string Leases = $"apis/coordination.k8s.io/v1/namespaces/{ChartAccount.Namespace}/leases";

    public ApiServer Server { get; } = server;

    public ClusterClient Admin => Server.Admin;

    /// <summary>Removes everything that a test may have left.</summary>
    public async Task EmptyAsync()
    {
        foreach (var mirror in await Admin.ListAsync(Mirrors))
        {
            await RemoveMirrorAsync($"{Mirrors}/{Name(mirror)}");
        }

        foreach (var collection in (string[])[NodeMirrors, Sets, Nodes, Leases, Pods + "?gracePeriodSeconds=0"])
        {
            await Admin.DeleteAsync(collection);
        }

        await Admin.DeleteAsync("api/v1/namespaces/default/events");
    }

    /// <summary>
    /// Deletes it before its finalizer is removed: a running operator restores the finalizer of a live mirror, and then what the
    /// test creates next under that name would still be the old mirror, which is being deleted.
    /// </summary>
    private async Task RemoveMirrorAsync(string path)
    {
        await Admin.DeleteAsync(path);
        try
        {
            if (await Admin.GetAsync(path) is not null)
            {
                await Admin.MergeAsync(path, """{"metadata":{"finalizers":null}}""");
            }
        }
        catch (ClusterRefusedException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            // An operator removed its finalizer in between.
        }
    }

    public Task<JsonNode> AddNodeAsync(string name, params (string Key, string Value)[] labels) => Admin.ApplyAsync(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject(labels.Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value))),
        },
    }.ToJsonString());

    /// <summary>Sets the Ready condition like the node controller when a kubelet stops reporting.</summary>
    public Task LoseNodeAsync(string name, DateTimeOffset since) => Admin.MergeAsync($"{Nodes}/{name}/status",
        $$"""{"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":"","lastTransitionTime":"{{since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}]} }""");

    /// <summary>Sets a node's boot id, like its kubelet.</summary>
    public Task BootNodeAsync(string name, string bootId) => Admin.MergeAsync($"{Nodes}/{name}/status", $$"""
        {"status":{"nodeInfo":{"bootID":"{{bootId}}","architecture":"","containerRuntimeVersion":"","kernelVersion":"","kubeProxyVersion":"",
         "kubeletVersion":"","machineID":"","operatingSystem":"","osImage":"","systemUUID":""} } }
        """);

    /// <summary>Adds an agent's pod to a node.</summary>
    public Task AddAgentPodAsync(string name, string node) => Admin.CreateAsync(Pods, $$"""
        {"metadata":{"name":"{{name}}","labels":{"app":"agent"} },"spec":{"nodeName":"{{node}}","containers":[{"name":"agent","image":"none"}]} }
        """);

    /// <summary>Sets an agent's pod ready or not, like its kubelet.</summary>
    public Task SetAgentReadyAsync(string name, bool isReady, DateTimeOffset since) => Admin.MergeAsync($"{Pods}/{name}/status",
        $$"""{"status":{"conditions":[{"type":"Ready","status":"{{isReady}}","lastTransitionTime":"{{since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}]} }""");

    /// <summary>Applies a mirror from one NIC to another; <paramref name="more"/> is additional YAML below <c>spec</c>, on one line.</summary>
    public Task<JsonNode> AddMirrorAsync(string name, string source = "eth1", string target = "eth2", string more = "", string direction = "Ingress") =>
        Admin.ApplyAsync($$"""
            apiVersion: k8smirror.io/v1alpha1
            kind: TrafficMirror
            metadata:
              name: "{{name}}"
            spec:
              sources:
              - {interface: "{{source}}", direction: {{direction}}}
              targets:
              - {name: tool, interface: "{{target}}"}
              {{more}}
            """);

    /// <summary>Applies an AddressSet.</summary>
    public Task<JsonNode> SetAsync(string name, params string[] cidrs) => Admin.ApplyAsync(new JsonObject
    {
        ["apiVersion"] = "k8smirror.io/v1alpha1",
        ["kind"] = "AddressSet",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["cidrs"] = new JsonArray([.. cidrs.Select(c => JsonValue.Create(c))]) },
    }.ToJsonString());

    public Task<JsonNode?> MirrorAsync(string name) => Admin.GetAsync($"{Mirrors}/{name}");

    public Task<JsonNode?> NodeMirrorAsync(string node) => Admin.GetAsync($"{NodeMirrors}/{node}");

    /// <summary>Names of the mirrors in a node's spec; null if the node has no NodeMirror.</summary>
    public async Task<string?> SessionsAsync(string node) =>
        await NodeMirrorAsync(node) is not { } mirror ? null
        : string.Join(' ', mirror["spec"]?["sessions"]?.AsArray().Select(s => s!["mirrorRef"]!["name"]!.GetValue<string>()) ?? []);

    public Task SessionsBecomeAsync(string node, string? sessions) =>
        EventuallyAsync.True(async () => await SessionsAsync(node) == sessions, $"sessions of {node} are '{sessions}'");

    /// <summary>A condition as <c>Status/Reason</c>; null if it is missing or belongs to another generation.</summary>
    public async Task<string?> ConditionAsync(string mirror, string type)
    {
        var found = await MirrorAsync(mirror);
        var condition = found?["status"]?["conditions"]?.AsArray().FirstOrDefault(c => c!["type"]!.GetValue<string>() == type);
        return condition is null || (long)condition["observedGeneration"]! != (long)found!["metadata"]!["generation"]! ? null
            : $"{condition["status"]}/{condition["reason"]}";
    }

    public async Task<string> MessageAsync(string mirror, string type) =>
        (await MirrorAsync(mirror))!["status"]!["conditions"]!.AsArray().First(c => c!["type"]!.GetValue<string>() == type)!["message"]!.GetValue<string>();

    public Task ConditionBecomesAsync(string mirror, string type, string expected) =>
        EventuallyAsync.True(async () => await ConditionAsync(mirror, type) == expected, $"{type} of {mirror} is {expected}");

    /// <summary><c>desired/programmed/failed</c>.</summary>
    public async Task<string?> CountsAsync(string mirror) =>
        (await MirrorAsync(mirror))?["status"]?["nodes"] is { } nodes ? $"{nodes["desired"]}/{nodes["programmed"]}/{nodes["failed"]}" : null;

    public static string Name(JsonNode item) => item["metadata"]!["name"]!.GetValue<string>();
}
