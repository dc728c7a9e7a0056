using System.Collections.Immutable;
using System.Net;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// Addresses and NICs of other network namespaces, read again only if they may have changed: a node has hundreds. A namespace is the same as long as a NIC
/// that led into it still does, even if its id is reused afterwards.
/// </summary>
internal sealed class NamespaceCache(IPodProbe probe, TimeProvider time)
{
    // An address that is added to a namespace with others is seen this much later, because there is no event.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(5);
    private readonly Dictionary<int, (int Witness, long ReadAt, IReadOnlyList<LinkAddress> Addresses)> addresses = [];
    private readonly Dictionary<int, (int Witness, long ReadAt, IReadOnlyDictionary<int, string> Names)> names = [];

    /// <summary>Addresses in the namespace that these NICs lead into.</summary>
    public IReadOnlyList<LinkAddress> AddressesIn(int number, IReadOnlyCollection<int> nics)
    {
        if (addresses.TryGetValue(number, out var known) && nics.Contains(known.Witness) && known.Addresses.Any(a => IsOfAPod(a.Address)) && !IsOld(known.ReadAt))
        {
            return known.Addresses;
        }
        // If the kernel does not answer now, it may at the next pass.
        if (probe.ReadAddresses(number) is not { } read)
        {
            return [];
        }
        addresses[number] = (nics.First(), time.GetTimestamp(), read);
        return read;
    }

    /// <summary>Names of the NICs in it, by their interface index there.</summary>
    public IReadOnlyDictionary<int, string> NamesIn(int number, IReadOnlyCollection<int> nics)
    {
        if (names.TryGetValue(number, out var known) && nics.Contains(known.Witness) && !IsOld(known.ReadAt))
        {
            return known.Names;
        }
        if (probe.ReadLinks(number) is not { } links)
        {
            return ImmutableDictionary<int, string>.Empty;
        }
        var read = links.ToDictionary(l => l.Index, l => l.Name);
        names[number] = (nics.First(), time.GetTimestamp(), read);
        return read;
    }

    /// <summary>Forgets namespaces that no NIC leads into.</summary>
    public void Keep(ILookup<int, Link> byNamespace)
    {
        foreach (var number in addresses.Keys.Concat(names.Keys).Where(n => !byNamespace.Contains(n)).ToList())
        {
            addresses.Remove(number);
            names.Remove(number);
        }
    }

    /// <summary>True for an address by which others can reach a pod.</summary>
    public static bool IsOfAPod(IPAddress address) => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal;

    private bool IsOld(long readAt) => time.GetElapsedTime(readAt) > Lasts;
}
