using K8sMirror.E2E.Cluster;

namespace K8sMirror.E2E.Faults;

/// <summary>Resources that a fault holds while it lasts.</summary>
internal sealed class FaultSite : IDisposable
{
    private readonly Stack<IDisposable> open = new();

    /// <summary>The three nodes.</summary>
    public static IReadOnlyList<TestNode> Nodes => ClusterFixture.Nodes;

    /// <summary>Keeps a resource until <see cref="Close"/>.</summary>
    public T Open<T>(T thing)
        where T : IDisposable
    {
        open.Push(thing);
        return thing;
    }

    /// <summary>Closes them, the last first.</summary>
    public void Close()
    {
        while (open.TryPop(out var thing))
        {
            thing.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();
}
