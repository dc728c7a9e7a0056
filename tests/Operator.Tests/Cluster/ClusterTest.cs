namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A test on an empty cluster.</summary>
public abstract class ClusterTest(ApiServerFixture fixture) : IAsyncLifetime
{
    internal TestCluster Cluster { get; } = new(fixture.Server);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // What a failed test left behind is not the next one's fault.
        if (!Cluster.Server.IsRunning)
        {
            await Cluster.Server.RestartAsync();
        }

        await Cluster.EmptyAsync();
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
