using K8sMirror.Operator.Tests.Cluster;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

[assembly: AssemblyFixture(typeof(ApiServerFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>One API server for all tests, with the CRDs and the chart's roles; each test empties it first.</summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    /// <summary>The operator's user, with the permissions from the chart.</summary>
    public const string OperatorUser = $"system:serviceaccount:{ChartAccount.Namespace}:k8smirror-operator";

    /// <summary>The server.</summary>
    public ApiServer Server { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Server = await ApiServer.StartAsync((OperatorUser, "system:serviceaccounts"));
        await ChartAccount.InstallAllAsync(Server);
        foreach (var crd in Directory.GetFiles(Path.Combine(Checkout(), "crds"), "*.yaml"))
        {
            await Server.Admin.CreateFileAsync(crd);
        }

        foreach (var plural in (string[])["trafficmirrors", "nodemirrors", "addresssets"])
        {
            await EventuallyAsync.True(
                async () => await Server.Admin.GetAsync($"apis/k8smirror.io/v1alpha1/{plural}") is not null, $"{plural} are served");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Root of the checkout that the tests were built in.</summary>
    public static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "K8sMirror.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("no checkout above the tests");
    }
}
