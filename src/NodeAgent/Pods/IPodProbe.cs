using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>Reads from the kernel where pods are. For one thread.</summary>
internal interface IPodProbe : IDisposable
{
    /// <summary>Human-readable: why a namespace could not be read the last time; null if it could.</summary>
    string? Problem { get; }

    /// <summary>Addresses in another network namespace; null if it has gone or cannot be read.</summary>
    IReadOnlyList<LinkAddress>? ReadAddresses(int number);

    /// <summary>NICs in another network namespace; null if it has gone or cannot be read.</summary>
    IReadOnlyList<Link>? ReadLinks(int number);

    /// <summary>A NIC of the node as it is now; null if it has gone.</summary>
    Link? Find(int index);

    /// <summary>The NIC to which the node's own routes lead for an address.</summary>
    PodWay Follow(IPAddress address, LinkTable links);

    /// <summary>No pods are asked for any more: closes what is open until they are again.</summary>
    void Rest();
}
