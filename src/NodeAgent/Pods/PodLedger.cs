using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>
/// Which NICs belong to which pod. Once bound, a pod keeps its NICs until they go, and then gets no others: another pod may have its address by then. A NIC
/// never belongs to two pods, and if several could be a pod's, none is. Immutable and pure; a method that changes nothing returns the same instance.
/// </summary>
/// <param name="Bindings">At most one for each network; no NIC is in two.</param>
/// <param name="Gone">Networks whose NICs have gone, the latest last.</param>
internal sealed record PodLedger(IReadOnlyList<PodBinding> Bindings, IReadOnlyList<PodNetwork> Gone)
{
    /// <summary>Networks that are remembered as gone: for longer than an operator may keep naming a pod that has ended.</summary>
    public const int MostGone = 1024;

    /// <summary>Nothing is bound.</summary>
    public static PodLedger Empty { get; } = new([], []);

    /// <summary>Of networks to which several NICs lead: the newest NIC of each.</summary>
    public IReadOnlyList<PodRival> Rivals { get; init; } = [];

    /// <summary>What is left after a reboot of the node, and so of all its NICs.</summary>
    public PodLedger AfterBoot() => Bindings.Count == 0 ? this with { Rivals = [] } : new([], WithGone(Bindings.Select(b => b.Network)));

    /// <summary>The current NICs: some have gone, and those that lead into a bound pod's namespace are the pod's.</summary>
    public PodLedger See(LinkTable links)
    {
        var all = links.All.Where(PodNics.IsPairEnd).ToLookup(l => l.LowerNamespace!.Value, l => l.Index);
        var seen = Bindings.Select(b => See(b, links, all)).ToList();
        // The newest one was the pod's own, or would have been.
        var beaten = Rivals.Where(r => links.ByIndex(r.Nic) is null).ToList();
        if (beaten.Count == 0 && seen.Zip(Bindings).All(p => ReferenceEquals(p.First, p.Second)))
        {
            return this;
        }
        return this with
        {
            Bindings = [.. seen.OfType<PodBinding>()],
            Gone = WithGone([.. Bindings.Where((_, i) => seen[i] is null).Select(b => b.Network), .. beaten.Select(r => r.Network)]),
            Rivals = [.. Rivals.Except(beaten)],
        };
    }

    /// <summary>
    /// Those of these networks whose NICs have gone. One without its time (any more) is the one with it: a sandbox that has ended
    /// keeps its addresses in the pod's status for a while.
    /// </summary>
    public HashSet<PodNetwork> GoneOf(IEnumerable<PodNetwork> wanted)
    {
        var byUid = Gone.ToLookup(g => g.Uid);
        return [.. wanted.Where(w => byUid[w.Uid].Any(g => g.IsKin(w) && (w.Since == g.Since || w.Since.Length == 0)))];
    }

    /// <summary>New facts from the operator about bound pods: a time that it did not know before, another address.</summary>
    public PodLedger Follow(IReadOnlyCollection<PodNetwork> wanted)
    {
        var known = Bindings.Select(b => b.Network).Concat(GoneOf(wanted)).ToHashSet();
        var ledger = this;
        foreach (var network in wanted.Where(w => !known.Contains(w)))
        {
            if (ledger.Bindings.FirstOrDefault(b => b.Network.IsSame(network) && !wanted.Contains(b.Network)) is { } binding)
            {
                ledger = ledger.Renamed(binding, network);
            }
        }
        return ledger;
    }

    /// <summary>Binds networks that are neither bound nor gone.</summary>
    /// <param name="candidates">NICs that could be theirs.</param>
    /// <param name="problems">Why one is not bound.</param>
    public PodLedger Bind(IReadOnlyDictionary<PodNetwork, IReadOnlyList<PodCandidate>> candidates, out IReadOnlyDictionary<PodNetwork, PodDoubt> problems)
    {
        var owned = Bindings.SelectMany(b => b.Nics).ToHashSet();
        var newest = Rivals.ToDictionary(r => r.Network, r => r.Nic);
        var doubts = new Dictionary<PodNetwork, PodDoubt>();
        var chosen = new List<(PodNetwork Network, PodCandidate Candidate)>();
        var rivals = new List<PodRival>();
        var ledger = this;
        foreach (var (network, all) in candidates)
        {
            var free = all.Where(c => !c.Nics.Any(owned.Contains)).ToList();
            var possible = free.Where(c => !network.IsOlderThan(c.NotBefore)).ToList();
            if (possible is [var only] && only.Age >= newest.GetValueOrDefault(network))
            {
                chosen.Add((network, only));
            }
            else if (possible.Count > 1 || newest.ContainsKey(network))
            {
                doubts[network] = PodDoubt.Several;
                rivals.Add(new(network, possible.Select(c => c.Age).Append(newest.GetValueOrDefault(network)).Max()));
            }
            else if (Bindings.FirstOrDefault(b => b.Network.IsKin(network)) is { } own)
            {
                // Its network became ready again, but the NIC is still the same.
                ledger = ledger.Renamed(own, network);
            }
            else if (free.Count > 0)
            {
                doubts[network] = PodDoubt.Younger;
            }
            else if (all.Count > 0)
            {
                doubts[network] = PodDoubt.Taken;
            }
        }
        var claims = chosen.SelectMany(c => c.Candidate.Nics).CountBy(n => n).ToDictionary();
        var (clear, contested) = (chosen.Where(c => c.Candidate.Nics.All(n => claims[n] == 1)).ToList(), chosen.Where(c => c.Candidate.Nics.Any(n => claims[n] > 1)).ToList());
        foreach (var (network, _) in contested)
        {
            doubts[network] = PodDoubt.Claimed;
            rivals.AddRange(Rivals.Where(r => r.Network == network));
        }
        problems = doubts;
        if (clear.Count > 0)
        {
            ledger = ledger with { Bindings = [.. ledger.Bindings, .. clear.Select(c => new PodBinding(c.Network, c.Candidate.Namespace, c.Candidate.Nic, c.Candidate.Nics, c.Candidate.Nic != 0))] };
        }
        return rivals.SequenceEqual(Rivals) ? ledger : ledger with { Rivals = rivals };
    }

    /// <summary>The NICs of these have gone, even if others have their indexes.</summary>
    public PodLedger Lost(IReadOnlyCollection<PodBinding> lost) =>
        lost.Count == 0 ? this : this with { Bindings = [.. Bindings.Except(lost)], Gone = WithGone(lost.Select(b => b.Network)) };

    /// <summary>Removes a binding that proved wrong before it was used.</summary>
    public PodLedger Without(PodNetwork network) => this with { Bindings = [.. Bindings.Where(b => b.Network != network)] };

    /// <summary>Null if all its NICs have gone.</summary>
    private static PodBinding? See(PodBinding binding, LinkTable links, ILookup<int, int> byNamespace)
    {
        var alive = binding.Nics.Where(n => links.ByIndex(n) is { } link && IsStillThere(binding, link)).ToList();
        if (alive.Count == 0)
        {
            return null;
        }
        // A namespace keeps its id as long as a NIC that led there still does.
        var more = binding.Namespace is { } number && alive.Exists(n => links.ByIndex(n)!.LowerNamespace == number) ? byNamespace[number] : [];
        var nics = alive.Union(more).Order().ToList();
        var nic = alive.Contains(binding.Nic) ? binding.Nic : 0;
        return nic == binding.Nic && nics.SequenceEqual(binding.Nics) ? binding : binding with { Nic = nic, Nics = nics };
    }

    // Negative: the namespace is ending, and no packet in it is another pod's.
    private static bool IsStillThere(PodBinding binding, Link link) =>
        binding.Namespace is null ? !link.LowerIsElsewhere : link.LowerNamespace == binding.Namespace || link.LowerNamespace < 0;

    private PodLedger Renamed(PodBinding binding, PodNetwork network) =>
        this with { Bindings = [.. Bindings.Select(b => b == binding ? b with { Network = network } : b)] };

    private List<PodNetwork> WithGone(IEnumerable<PodNetwork> more) => [.. Gone.Concat(more).Distinct().TakeLast(MostGone)];
}
