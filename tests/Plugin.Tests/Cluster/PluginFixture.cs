using System.Text.Json.Nodes;
using K8sMirror.Plugin.Tests.Cluster;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

[assembly: AssemblyFixture(typeof(PluginFixture))]
[assembly: AssemblyFixture(typeof(KernelFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>One API server with our CRDs, two nodes, and the real operator as a process, for all tests of this assembly.</summary>
public sealed class PluginFixture : IAsyncLifetime
{
    /// <summary>A user with only Kubernetes' own role view.</summary>
    public const string Viewer = "viewer";

    public const string Mirrors = "apis/k8smirror.io/v1alpha1/trafficmirrors";
    public const string NodeMirrors = "apis/k8smirror.io/v1alpha1/nodemirrors";

    private ChildProcess? operatorProcess;

    public ApiServer Server { get; private set; } = null!;

    public ClusterClient Admin => Server.Admin;

    public async ValueTask InitializeAsync()
    {
        Server = await ApiServer.StartAsync((Viewer, "people"));
        await Admin.ApplyAsync("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"k8smirror"}}""");
        foreach (var crd in Directory.GetFiles(Repository.At("crds"), "*.yaml"))
        {
            await Admin.CreateFileAsync(crd);
        }
        await EventuallyAsync.True(async () => await Admin.GetAsync(Mirrors) is not null && await Admin.GetAsync(NodeMirrors) is not null, "our kinds are served");
        await NodeAsync("node-a", """{"zone":"edge"}""");
        await NodeAsync("node-b", """{"zone":"core"}""");
        await NodeAsync("node-w", """{"kubernetes.io/os":"windows"}""");
        operatorProcess = ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "k8smirror-operator.dll"), "run", "--kubeconfig", Server.Kubeconfig("admin"),
                "--namespace", "k8smirror", "--metrics-address", $"127.0.0.1:{LoopbackPort.Free()}", "--health-address", "",
            ],
            Path.Combine(Server.Folder, "operator.log"));
        await EventuallyAsync.True(async () => await Admin.GetAsync($"{NodeMirrors}/node-b") is not null, "the operator leads", TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        operatorProcess?.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Removes all mirrors and pods; the nodes' specs are empty afterwards.</summary>
    public async Task EmptyAsync()
    {
        foreach (var mirror in await Admin.ListAsync(Mirrors))
        {
            await Admin.DeleteAsync($"{Mirrors}/{mirror["metadata"]!["name"]}");
        }
        await Admin.DeleteAsync("api/v1/namespaces/k8smirror/pods?gracePeriodSeconds=0");
        await EventuallyAsync.True(
            async () =>
            {
                // The operator removes a mirror's finalizer when every node has reported that it has stopped it.
                await ReportAsync("node-a");
                await ReportAsync("node-b");
                return (await Admin.ListAsync(Mirrors)).Count == 0;
            },
            "all mirrors are gone", TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until the mirror is in the node's spec.</summary>
    public Task ToldAsync(string node, string mirror) => EventuallyAsync.True(
        async () => (await Admin.GetAsync($"{NodeMirrors}/{node}"))?["spec"]?["sessions"]?.AsArray().Any(s => (string?)s!["mirrorRef"]!["name"] == mirror) == true,
        $"{node} was told of {mirror}");

    /// <summary>Reports like an agent: each copy is programmed, except to targets with a given reason and message.</summary>
    public async Task ReportAsync(string node, params (string Target, string Reason, string Message)[] bad)
    {
        var of = (await Admin.GetAsync($"{NodeMirrors}/{node}"))!;
        var sessions = of["spec"]?["sessions"]?.AsArray().Select(s => Session(s!, bad)) ?? [];
        await Admin.MergeAsync($"{NodeMirrors}/{node}/status", new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = (long)of["metadata"]!["generation"]!,
                ["agentVersion"] = "0.1.0",
                ["kernel"] = new JsonObject { ["release"] = "6.18.0", ["attachMode"] = "tcx" },
                ["sessions"] = new JsonArray([.. sessions]),
            },
        }.ToJsonString());
    }

    /// <summary>A pod as the chart's DaemonSet would create it; without an address it has not started.</summary>
    public async Task AgentPodAsync(string node, string address, int port)
    {
        var pod = $"k8smirror-agent-{node}";
        await Admin.CreateAsync("api/v1/namespaces/k8smirror/pods", $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{pod}}}","labels":{"app.kubernetes.io/part-of":"k8smirror","app.kubernetes.io/component":"agent"}},
             "spec":{"nodeName":"{{{node}}}","containers":[{"name":"agent","image":"k8smirror/k8smirror-agent:0.1.0",
               "env":[{"name":"TOOL_PASSWORD","value":"hunter22-in-a-variable"}],"ports":[{"name":"metrics","containerPort":{{{port}}} }]}]}}
            """);
        if (address.Length == 0)
        {
            return;
        }
        await Admin.MergeAsync(
            $"api/v1/namespaces/k8smirror/pods/{pod}/status",
            $$$"""{"status":{"phase":"Running","podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}],"conditions":[{"type":"Ready","status":"True"}]}}""");
    }

    private async Task NodeAsync(string name, string labels)
    {
        await Admin.ApplyAsync($$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}","labels":{{{labels}}}}}""");
        await Admin.MergeAsync($"api/v1/nodes/{name}/status", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
    }

    private static JsonObject Session(JsonNode session, (string Target, string Reason, string Message)[] bad)
    {
        var edges = new JsonArray();
        var worst = ("Programmed", "Programmed", "");
        foreach (var source in session["sources"]!.AsArray())
        {
            var direction = (string?)source!["direction"] ?? "Both";
            foreach (var one in direction == "Both" ? (string[])["Ingress", "Egress"] : [direction])
            {
                foreach (var target in session["targets"]!.AsArray().Select(t => (string)t!["interface"]!))
                {
                    var found = bad.FirstOrDefault(b => b.Target == target);
                    var edge = found.Target is null ? ("Programmed", "Programmed", "")
                        : (found.Reason == "InterfaceNotFound" ? "Pending" : "Failed", found.Reason, found.Message);
                    worst = edge.Item1 == "Programmed" ? worst : edge;
                    edges.Add(new JsonObject
                    {
                        ["source"] = (string)source["interface"]!,
                        ["direction"] = one,
                        ["target"] = target,
                        ["state"] = edge.Item1,
                        ["reason"] = edge.Item2,
                        ["message"] = edge.Item3,
                    });
                }
            }
        }
        return new JsonObject
        {
            ["mirrorRef"] = session["mirrorRef"]!.DeepClone(),
            ["state"] = worst.Item1,
            ["reason"] = worst.Item2,
            ["message"] = worst.Item3,
            ["edges"] = edges,
        };
    }
}
