using K8sMirror.E2E.Cluster;

namespace K8sMirror.E2E.Traffic;

/// <summary>Traffic on every node, from now until disposed.</summary>
internal sealed class ClusterTraffic(bool promptly = false) : IDisposable
{
    /// <summary>One for each node, in the order of <see cref="ClusterFixture.Nodes"/>.</summary>
    public IReadOnlyList<NodeTraffic> Nodes { get; } = [.. ClusterFixture.Nodes.Select(node => new NodeTraffic(node, promptly))];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in Nodes)
        {
            node.Dispose();
        }
    }
}
