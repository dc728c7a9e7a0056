using System.Runtime.CompilerServices;
using K8sMirror.NodeAgent.Tests.Cluster;
using K8sMirror.Testing.ControlPlane;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace K8sMirror.NodeAgent.Tests.Cluster;

/// <summary>One API server for all tests of this assembly, started on first use, with our CRDs and the permissions that the chart gives an agent.</summary>
public sealed class ClusterFixture : IAsyncDisposable
{
    private readonly Lazy<Task<ApiServer>> server = new(StartAsync);

    public Task<ApiServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = await ApiServer.StartAsync(("agent", "agents"), ("blind", "others"));
        foreach (var plural in (string[])["nodemirrors", "addresssets"])
        {
            await server.Admin.ApplyFileAsync(Path.Combine(Path.GetDirectoryName(Here())!, $"../../../crds/{plural}.yaml"));
        }
        await ChartAccount.InstallAllAsync(server);
        await server.Admin.ApplyAsync("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"agent"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"k8smirror-agent"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"agent"}]}
            """);
        return server;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
