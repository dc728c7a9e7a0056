using System.Net;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>Asks the kernel, in the network namespace of the first calling thread. Sockets are open only while pods are asked for.</summary>
internal sealed class KernelPodProbe : IPodProbe
{
    private NamespaceReader? namespaces;
    private LinkReader? links;
    private PodRoutes? routes;

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<LinkAddress>? ReadAddresses(int number) => Read(n => n.ReadAddresses(number));

    /// <inheritdoc/>
    public IReadOnlyList<Link>? ReadLinks(int number) => Read(n => n.ReadLinks(number));

    /// <inheritdoc/>
    public Link? Find(int index)
    {
        try
        {
            return (links ??= new()).Find(index);
        }
        catch (KernelException)
        {
            // Then nothing is confirmed, and the next pass asks again.
            return null;
        }
    }

    /// <inheritdoc/>
    public PodWay Follow(IPAddress address, LinkTable table)
    {
        try
        {
            return (routes ??= new()).Follow(address, table);
        }
        catch (KernelException e)
        {
            // One that went meanwhile, or a neighbour table that is full.
            return new(0, e.Message);
        }
    }

    /// <inheritdoc/>
    public void Rest()
    {
        namespaces?.Dispose();
        links?.Dispose();
        routes?.Dispose();
        (namespaces, links, routes) = (null, null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Rest();

    // One unreadable namespace, or a missing permission, must not affect mirrors that need neither.
    private IReadOnlyList<T>? Read<T>(Func<NamespaceReader, IReadOnlyList<T>?> read)
    {
        try
        {
            var found = read(namespaces ??= new());
            Problem = null;
            return found;
        }
        catch (KernelException e)
        {
            Problem = e.Message;
            return null;
        }
    }
}
