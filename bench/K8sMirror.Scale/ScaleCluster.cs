using System.Text.Json.Nodes;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Scale;

/// <summary>Common setup of all runs.</summary>
internal static class ScaleCluster
{
    /// <summary>CRDs, the operator's namespace and the nodes, which are written to etcd directly.</summary>
    public static async Task PrepareAsync(ApiServer server, int nodes)
    {
        await server.Admin.ApplyAsync("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"k8smirror-system"}}""");
        foreach (var crd in Directory.GetFiles(Path.Combine(Checkout(), "crds"), "*.yaml"))
        {
            await server.Admin.CreateFileAsync(crd);
        }

        foreach (var plural in (string[])["trafficmirrors", "nodemirrors"])
        {
            await EventuallyAsync.True(async () => await server.Admin.GetAsync($"apis/k8smirror.io/v1alpha1/{plural}") is not null, plural);
        }

        await server.StoreAsync(Enumerable.Range(0, nodes).Select(i => ($"minions/{NodeName(i)}", Stored(i))));
    }

    /// <summary>A node's name.</summary>
    public static string NodeName(int i) => $"node-{i:0000}";

    private static string Stored(int i)
    {
        var node = Node(i, "edge");
        node["metadata"]!["uid"] = $"00000000-0000-4000-9000-{i:x12}";
        return node.ToJsonString();
    }

    /// <summary>A node, as large as a kubelet's: the operator must discard most of it.</summary>
    public static JsonObject Node(int i, string zone) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = NodeName(i),
            ["labels"] = new JsonObject(Enumerable.Range(0, 12)
                .Select(l => KeyValuePair.Create<string, JsonNode?>($"example.org/label-{l}", $"value-{l}-{i % 10}"))
                .Append(KeyValuePair.Create<string, JsonNode?>("zone", zone))),
            ["annotations"] = new JsonObject { ["example.org/large"] = new string('x', 6000) },
        },
    };

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "K8sMirror.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("no checkout above this program");
    }
}
