using System.Net;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Pods;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>
/// A node's NICs and the namespaces behind them, as a kernel would report them: numbers of namespaces are reused, indexes only where a test asks for it.
/// </summary>
internal sealed class FakeNode : IPodProbe
{
    private readonly Dictionary<int, Link> links = new() { [1] = Nic.Loopback, [2] = Nic.Of("tool", 2) };
    private readonly Dictionary<int, List<LinkAddress>> addresses = [];
    private readonly Dictionary<int, List<Link>> inside = [];
    private readonly Dictionary<string, PodWay> ways = new(StringComparer.Ordinal);
    private int nextIndex = 10;

    /// <summary>How often a namespace was read.</summary>
    public int Reads { get; private set; }

    public string? Problem { get; set; }

    /// <summary>Called before a namespace is read.</summary>
    public Action<int>? Reading { get; set; }

    public LinkTable Links => new(links.Values);

    /// <summary>A pod's namespace with one NIC; it gets the lowest free number. Returns the index of the node's end.</summary>
    public int AddPod(string nic, params string[] ips)
    {
        var number = Enumerable.Range(0, int.MaxValue).First(n => !addresses.ContainsKey(n));
        addresses[number] = [new(1, IPAddress.Loopback)];
        inside[number] = [Nic.Loopback];
        return AddNic(nic, number, "eth0", ips);
    }

    /// <summary>One more NIC in the namespace of another NIC.</summary>
    public int AddNicBeside(string other, string nic, string name, params string[] ips) => AddNic(nic, Number(other), name, ips);

    /// <summary>A NIC of the node that does not lead to a namespace.</summary>
    public int AddPlain(string nic, string kind)
    {
        links[nextIndex] = Nic.Of(nic, nextIndex) with { Kind = kind };
        return nextIndex++;
    }

    public void AddAddress(string nic, string ip) => addresses[Number(nic)].Add(new(Of(nic).LowerIndex, IPAddress.Parse(ip)));

    public void ClearAddresses(string nic) => addresses[Number(nic)].RemoveAll(a => a.Index == Of(nic).LowerIndex);

    /// <summary>An address in the namespace, on a NIC without an end at the node.</summary>
    public void AddAddressElsewhere(string nic, string ip) => addresses[Number(nic)].Add(new(99, IPAddress.Parse(ip)));

    public void SetWay(string ip, int nic, string problem = "", PodAbsence absence = PodAbsence.Unclear) => ways[ip] = new(nic, problem, absence);

    /// <summary>The next NIC gets this index.</summary>
    public void Reuse(int index) => nextIndex = index;

    /// <summary>Removes the NIC, and with the last one its namespace, whose number is then free.</summary>
    public void Remove(string nic)
    {
        var (index, number) = (Of(nic).Index, Number(nic));
        links.Remove(index);
        if (!links.Values.Any(l => l.LowerNamespace == number))
        {
            addresses.Remove(number);
            inside.Remove(number);
        }
    }

    public int Index(string nic) => Of(nic).Index;

    public IReadOnlyList<LinkAddress>? ReadAddresses(int number)
    {
        Reads++;
        Reading?.Invoke(number);
        return addresses.TryGetValue(number, out var found) ? [.. found] : null;
    }

    /// <summary>True: the kernel does not report a namespace's NICs.</summary>
    public bool HidesNics { get; set; }

    public IReadOnlyList<Link>? ReadLinks(int number) => !HidesNics && inside.TryGetValue(number, out var found) ? [.. found] : null;

    public Link? Find(int index) => links.GetValueOrDefault(index);

    public PodWay Follow(IPAddress address, LinkTable table) => ways.GetValueOrDefault(address.ToString(), new(0, $"the node has no route to {address}"));

    public void Rest()
    {
    }

    public void Dispose()
    {
    }

    public static SessionPod Pod(string name, string ip, string? since = null, int[]? sources = null, int[]? targets = null, string? uid = null) => new()
    {
        Namespace = "shop",
        Name = name,
        Uid = uid ?? $"uid-{name}",
        Addresses = ip.Split(','),
        NetworkSince = since,
        Sources = sources ?? (targets is null ? [0] : null),
        Targets = targets,
    };

    /// <summary>A mirror of pods' received packets to the NIC <c>tool</c>.</summary>
    public static MirrorSession Session(params SessionPod[] pods) => new()
    {
        MirrorRef = new() { Name = "a", Uid = "u" },
        Sources = [new() { PodSelector = new(), Direction = MirrorDirection.Ingress }],
        Targets = [new() { Name = "tool", Interface = "tool" }],
        Pods = pods,
    };

    private int AddNic(string nic, int number, string name, string[] ips)
    {
        var peer = inside[number].Count + 1;
        links[nextIndex] = Nic.Of(nic, nextIndex) with { Kind = "veth", LowerIndex = peer, LowerNamespace = number };
        inside[number].Add(Nic.Of(name, peer));
        addresses[number].AddRange(ips.Select(ip => new LinkAddress(peer, IPAddress.Parse(ip))));
        return nextIndex++;
    }

    private Link Of(string nic) => links.Values.Single(l => l.Name == nic);

    private int Number(string nic) => Of(nic).LowerNamespace!.Value;
}
