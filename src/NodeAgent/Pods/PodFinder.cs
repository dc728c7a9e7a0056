using System.Net;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// Finds the node's ends of pods' NICs: by the addresses at the other ends; if there are none, by the node's own route to the address. What it has found
/// holds until the NIC goes (<see cref="PodLedger"/>). For one thread.
/// </summary>
internal sealed class PodFinder(IPodProbe probe, IPodMemory memory, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(10);
    private readonly NamespaceCache namespaces = new(probe, time);
    private readonly Dictionary<PodNetwork, long> openSince = [];
    // A restarted agent must not wait again before it uses a pod's addresses: nothing would be copied meanwhile.
    private HashSet<PodNetwork> openBefore = [];
    private Dictionary<string, PodNetwork> lastTold = new(StringComparer.Ordinal);
    private PodRecords? saved;
    private bool isSaved = true;
    private PodLedger ledger = PodLedger.Empty;
    private NicSights? sights;

    /// <summary>Where the pods of a spec are.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="links">The node's NICs now.</param>
    public PodPlaces Find(NodeMirrorSpec spec, LinkTable links) => Find(spec, links, time.GetUtcNow());

    /// <summary>The same of NICs that were read a moment ago.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="links">The node's NICs.</param>
    /// <param name="lookedAt">A time just before they were read: newer NICs are not among them.</param>
    public PodPlaces Find(NodeMirrorSpec spec, LinkTable links, DateTimeOffset lookedAt)
    {
        if (saved is null)
        {
            saved = memory.Load();
            (ledger, sights) = (saved.Ledger.See(links), saved.Sights ?? NicSights.SinceBoot(time));
            ledger = ledger.Lost([.. ledger.Bindings.Where(IsAnothers)]);
            openBefore = saved.Sights is null ? [] : [.. saved.Open];
            lastTold = saved.Open.DistinctBy(n => n.Uid).ToDictionary(n => n.Uid, StringComparer.Ordinal);
        }
        // Also while no pods are asked for, so that the age of a NIC that appears meanwhile is known.
        sights = sights!.See(links, lookedAt);
        var told = spec.Sessions.SelectMany(s => s.Pods ?? []).Select(PodNetwork.Of).Distinct().ToDictionary(t => t, WithTime);
        var wanted = told.Values.Distinct().ToList();
        lastTold = wanted.DistinctBy(w => w.Uid).ToDictionary(w => w.Uid, StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            openSince.Clear();
            probe.Rest();
            return PodPlaces.None;
        }
        var byNamespace = links.All.Where(l => PodNics.IsPairEnd(l) && l.LowerNamespace >= 0).ToLookup(l => l.LowerNamespace!.Value);
        namespaces.Keep(byNamespace);
        ledger = ledger.See(links).Follow(wanted);
        var problems = Bind(wanted, links, byNamespace);
        IReadOnlyList<PodNetwork> open = [.. wanted.Where(openSince.ContainsKey)];
        if (!isSaved || !ReferenceEquals(ledger, saved.Ledger) || saved.Sights is null || sights.KnowsMoreThan(saved.Sights) || !open.SequenceEqual(saved.Open))
        {
            // Before anything is copied: a restarted agent must not take another pod for one that has ended meanwhile.
            saved = new(ledger, sights) { Open = open };
            isSaved = memory.Save(saved);
        }
        return Places(told, wanted, spec, links, problems);
    }

    /// <inheritdoc/>
    public void Dispose() => probe.Dispose();

    /// <summary>A network that is no longer ready comes without its time; it is the same network.</summary>
    private PodNetwork WithTime(PodNetwork told) =>
        told.Since.Length == 0 && lastTold.TryGetValue(told.Uid, out var before) && before.IsKin(told) ? told with { Since = before.Since } : told;

    private Dictionary<PodNetwork, PodProblem> Bind(List<PodNetwork> wanted, LinkTable links, ILookup<int, Link> byNamespace)
    {
        var done = ledger.Bindings.Select(b => b.Network).Concat(ledger.GoneOf(wanted)).ToHashSet();
        var open = wanted.Where(w => !done.Contains(w)).ToList();
        foreach (var network in openSince.Keys.Except(open).ToList())
        {
            openSince.Remove(network);
        }
        openBefore.IntersectWith(open);
        var problems = new Dictionary<PodNetwork, PodProblem>();
        if (open.Count == 0)
        {
            return problems;
        }
        var byAddress = ByAddress(byNamespace);
        var candidates = new Dictionary<PodNetwork, IReadOnlyList<PodCandidate>>();
        foreach (var network in open)
        {
            openSince.TryAdd(network, time.GetTimestamp());
            candidates[network] = Candidates(network, byAddress, byNamespace, links, problems);
        }
        var bound = ledger.Bind(candidates, out var doubts);
        foreach (var (network, doubt) in doubts)
        {
            problems[network] = new(PodAbsence.Doubtful, Words(doubt, network, candidates[network], links));
        }
        foreach (var binding in bound.Bindings.Where(b => candidates.ContainsKey(b.Network) && !IsConfirmed(b)).ToList())
        {
            bound = bound.Without(binding.Network);
            problems[binding.Network] = new(PodAbsence.Doubtful, "its NICs are changing");
        }
        ledger = bound;
        foreach (var binding in bound.Bindings)
        {
            openSince.Remove(binding.Network);
        }
        return problems;
    }

    /// <summary>Namespaces by the addresses in them, without those of NICs that already belong to a pod: no other pod can be there.</summary>
    private Dictionary<IPAddress, List<(int Namespace, int Index)>> ByAddress(ILookup<int, Link> byNamespace)
    {
        var owned = ledger.Bindings.SelectMany(b => b.Nics).ToHashSet();
        var found = new Dictionary<IPAddress, List<(int, int)>>();
        foreach (var group in byNamespace.Where(g => !g.Any(l => owned.Contains(l.Index))))
        {
            foreach (var address in namespaces.AddressesIn(group.Key, [.. group.Select(l => l.Index)]))
            {
                if (!found.TryGetValue(address.Address, out var places))
                {
                    found[address.Address] = places = [];
                }
                places.Add((group.Key, address.Index));
            }
        }
        return found;
    }

    private List<PodCandidate> Candidates(
        PodNetwork network, Dictionary<IPAddress, List<(int Namespace, int Index)>> byAddress, ILookup<int, Link> byNamespace, LinkTable links,
        Dictionary<PodNetwork, PodProblem> problems)
    {
        var candidates = network.Parsed().SelectMany(a => byAddress.GetValueOrDefault(a, []).Select(p => (p.Namespace, p.Index, Address: a)))
            .GroupBy(p => p.Namespace)
            .Select(g => Candidate(g.Key, [.. g.Select(p => p.Index)], g.First().Address, byNamespace[g.Key], links))
            .ToList();
        return candidates.Count > 0 ? candidates
            : OfAnother(network) is { } owner ? [owner]
            : ByWay(network, byNamespace, links, problems);
    }

    /// <summary>A NIC with one of its addresses that already belongs to a pod.</summary>
    private PodCandidate? OfAnother(PodNetwork network)
    {
        var addresses = network.Addresses.Split(',');
        var owner = ledger.Bindings.FirstOrDefault(b => b.Network.Addresses.Split(',').Intersect(addresses, StringComparer.Ordinal).Any());
        return owner is null ? null : new(owner.Namespace, owner.Nic, owner.Nics, DateTimeOffset.MinValue);
    }

    private PodCandidate Candidate(int number, List<int> indexes, IPAddress address, IEnumerable<Link> ends, LinkTable links)
    {
        var nics = ends.OrderBy(l => l.Index).ToList();
        // In the order of the pod's addresses: an IPv6 one may be on another NIC.
        var nic = indexes.Select(i => nics.Find(l => l.LowerIndex == i)).FirstOrDefault(l => l is not null)?.Index ?? 0;
        if (nic == 0 && probe.Follow(address, links).Nic is var way && nics.Exists(l => l.Index == way))
        {
            // The address is on the pod's loopback device, and this NIC leads to it.
            nic = way;
        }
        return new(number, nic, [.. nics.Select(l => l.Index)], sights!.Of(nic != 0 ? [nic] : nics.Select(l => l.Index)));
    }

    private List<PodCandidate> ByWay(PodNetwork network, ILookup<int, Link> byNamespace, LinkTable links, Dictionary<PodNetwork, PodProblem> problems)
    {
        foreach (var address in network.Parsed())
        {
            var way = probe.Follow(address, links);
            if (links.ByIndex(way.Nic) is not { } nic)
            {
                Add(new(way.Absence, way.Problem));
                continue;
            }
            if (PodNics.IsPairEnd(nic) && nic.LowerNamespace < 0)
            {
                Add(new(PodAbsence.Doubtful, $"the network namespace behind {nic.Name} is ending"));
                continue;
            }
            var ends = PodNics.IsPairEnd(nic) ? byNamespace[nic.LowerNamespace!.Value].OrderBy(l => l.Index).ToList() : [nic];
            if (PodNics.IsPairEnd(nic) && AddressAt(nic, ends) is { } other)
            {
                Add(new(PodAbsence.Doubtful, $"the node sends packets for {address} to {nic.Name}, whose other end has the address {other}"));
                continue;
            }
            return [new(PodNics.IsPairEnd(nic) ? nic.LowerNamespace : null, nic.Index, [.. ends.Select(l => l.Index)], sights!.Of([nic.Index]))];
        }
        return [];

        void Add(PodProblem problem) => problems[network] = problems.TryGetValue(network, out var first) ? first.And(problem) : problem;
    }

    private IPAddress? AddressAt(Link nic, List<Link> ends) => nic.LowerNamespace is { } number and >= 0
        ? namespaces.AddressesIn(number, [.. ends.Select(l => l.Index)]).FirstOrDefault(a => a.Index == nic.LowerIndex && NamespaceCache.IsOfAPod(a.Address))?.Address
        : null;

    /// <summary>
    /// True if its NICs lead to the same place as before the addresses were read. If not, the id of a namespace that has ended may have been given to
    /// another one in between.
    /// </summary>
    private bool IsConfirmed(PodBinding binding) =>
        probe.Find(binding.Nic != 0 ? binding.Nic : binding.Nics[0]) is { } link && link.LowerNamespace == binding.Namespace;

    /// <summary>
    /// True if the namespace has a pod's addresses, but not this one's. While no agent ran, the NIC may have gone and another pod's have got its index (a plugin
    /// that makes NICs inside of pods, such as Calico's, reuses them) and its namespace's number.
    /// </summary>
    private bool IsAnothers(PodBinding binding)
    {
        var there = binding.Namespace is { } number ? namespaces.AddressesIn(number, binding.Nics).Select(a => a.Address).Where(NamespaceCache.IsOfAPod).ToList() : [];
        return there.Count > 0 && !there.Intersect(binding.Network.Parsed()).Any();
    }

    private static string Words(PodDoubt doubt, PodNetwork network, IReadOnlyList<PodCandidate> candidates, LinkTable links)
    {
        var nics = string.Join(", ", candidates.SelectMany(c => c.Nic != 0 ? [c.Nic] : c.Nics).Select(n => links.ByIndex(n)?.Name).Order(StringComparer.Ordinal));
        return doubt switch
        {
            PodDoubt.Several => $"{nics} all lead to {network.Addresses}: one of them may be of a pod that has ended",
            PodDoubt.Younger => $"{nics} leads to {network.Addresses}, but came after the pod's network was ready: it is another pod's",
            PodDoubt.Taken => $"{nics} leads to {network.Addresses}, but is another pod's",
            _ => $"{nics} leads to {network.Addresses}, which another selected pod has as well",
        };
    }

    private PodPlaces Places(
        Dictionary<PodNetwork, PodNetwork> told, List<PodNetwork> wanted, NodeMirrorSpec spec, LinkTable links, Dictionary<PodNetwork, PodProblem> problems)
    {
        var bindings = ledger.Bindings.ToDictionary(b => b.Network);
        var gone = ledger.GoneOf(wanted);
        var named = spec.Sessions.Where(s => s.Sources.Any(i => i.PodInterface is not null)).SelectMany(s => s.Pods ?? []).Select(PodNetwork.Of).ToHashSet();
        var places = told.ToDictionary(t => t.Key, t =>
            bindings.TryGetValue(t.Value, out var binding) ? Place(binding, named.Contains(t.Key), links)
            : gone.Contains(t.Value) ? new(PodPlaceState.Gone, "", [], "its NIC has gone")
            : Open(t.Value, problems.GetValueOrDefault(t.Value) ?? new(PodAbsence.Unclear, probe.Problem ?? "no NIC of the node leads to its addresses")));
        return new(places, openSince.Count == 0 ? null : LookAgain());
    }

    private PodPlace Place(PodBinding binding, bool areNamesAsked, LinkTable links)
    {
        var ends = binding.Nics.Select(links.ByIndex).OfType<Link>().ToList();
        var names = areNamesAsked && binding.Namespace is { } number && ends.Exists(l => l.LowerNamespace == number)
            ? namespaces.NamesIn(number, binding.Nics)
            : new Dictionary<int, string>();
        IReadOnlyList<PodNic> nics = [.. ends.Select(l => new PodNic(l.Name, names.GetValueOrDefault(l.LowerIndex, ""))).OrderBy(n => n.Name, StringComparer.Ordinal)];
        return links.ByIndex(binding.Nic) is { } nic ? new(PodPlaceState.Found, nic.Name, nics, "")
            : binding.HadNic ? new(PodPlaceState.Gone, "", nics, "its NIC has gone")
            : new(PodPlaceState.Missing, "", nics, $"the NIC with {binding.Network.Addresses} has no end at the node, as with macvlan, ipvlan and SR-IOV") { IsByAddress = true };
    }

    private PodPlace Open(PodNetwork network, PodProblem problem)
    {
        var isLate = time.GetElapsedTime(openSince[network]) >= Latest;
        return new(isLate ? PodPlaceState.Missing : PodPlaceState.Looking, "", [], problem.Words)
        {
            IsByAddress = problem.Absence == PodAbsence.Shared || (problem.Absence == PodAbsence.Unclear && (isLate || openBefore.Contains(network))),
        };
    }

    // The delay doubles after each one.
    private TimeSpan LookAgain()
    {
        var youngest = openSince.Values.Max();
        return TimeSpan.FromTicks(Math.Clamp(time.GetElapsedTime(youngest).Ticks, Soonest.Ticks, Latest.Ticks));
    }
}
