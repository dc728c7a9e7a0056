using Xunit;

namespace K8sMirror.E2E.Cluster;

/// <summary>The tests that share the cluster; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterTests : ICollectionFixture<ClusterFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "cluster";

    /// <summary>Trait of tests for which scripts/test.sh starts another cluster, beside the one of the other tests. tests/minimum-tests.txt names its values.</summary>
    public const string Other = "cluster";

    /// <summary>Alerts and failures of our programs; about half of the time of all.</summary>
    public const string Faults = "faults";
}
