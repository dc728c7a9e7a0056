using Xunit;

namespace K8sMirror.E2E.Cluster;

/// <summary>The tests that share the cluster; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ClusterFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "cluster";
}
