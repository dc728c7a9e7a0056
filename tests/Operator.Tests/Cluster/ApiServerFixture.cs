using K8sMirror.Operator.Tests.Cluster;
using K8sMirror.Testing.ControlPlane;

[assembly: AssemblyFixture(typeof(ApiServerFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>One API server for all tests; each test empties it first.</summary>
public sealed class ApiServerFixture : IAsyncLifetime
{
    /// <summary>The user that the operator is, with no more rights than its chart gives it.</summary>
    public const string OperatorUser = "system:serviceaccount:k8smirror-system:k8smirror-operator";

    /// <summary>The server.</summary>
    public ApiServer Server { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Server = await ApiServer.StartAsync((OperatorUser, "system:serviceaccounts"));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
