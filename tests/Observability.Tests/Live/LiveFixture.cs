using K8sMirror.Testing;

namespace K8sMirror.Observability.Tests.Live;

/// <summary>One live cluster for all tests of a class; none without root, since those tests are then skipped.</summary>
public sealed class LiveFixture : IAsyncLifetime
{
    /// <summary>The cluster.</summary>
    internal LiveCluster Cluster { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Root.Is)
        {
            Cluster = await LiveCluster.StartAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }
}
