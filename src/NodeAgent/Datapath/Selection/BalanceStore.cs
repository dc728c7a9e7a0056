using System.Text;
using K8sMirror.Core.Balancing;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath.Selection;

/// <summary>
/// Targets of conversations, in the kernel. A mirror's table keeps its index while a filter reads it, so that no filter ever reads another
/// mirror's. A target's failure is just one write into it: neither its filter nor its group changes.
/// </summary>
internal sealed class BalanceStore(DatapathMaps maps)
{
    private readonly Dictionary<ulong, (SessionBalance Of, BalanceTable Table)> tables = [];
    private readonly Dictionary<uint, BalanceValue> later = [];

    /// <summary>
    /// Gives the edges their mirrors' existing indexes, and takes conversations from unhealthy targets. A target that recovers gets its own back
    /// in <see cref="Settle"/>: hooks may not have their edges to it yet.
    /// </summary>
    public IReadOnlyCollection<DesiredEdge> Follow(IReadOnlyCollection<DesiredEdge> edges)
    {
        later.Clear();
        var balances = Distinct(edges);
        foreach (var gone in tables.Keys.Except(balances.Keys).ToList())
        {
            tables.Remove(gone);
        }
        if (balances.Count == 0)
        {
            return edges;
        }
        var places = new Dictionary<ulong, uint>();
        foreach (var (owner, place) in Owners().Where(o => balances.ContainsKey(o.Key)))
        {
            var balance = balances[owner];
            var (now, usable) = (maps.Balances.Lookup(place), balance.Able & balance.Healthy);
            var table = TableOf(owner, balance);
            Write(place, table.With((usable & now.Targets()) is var there and not 0 ? there : Usable(balance)), now);
            later[place] = BalanceValue.From(table.With(Usable(balance)));
            places[owner] = place;
        }
        return WithPlaces(edges, places);
    }

    /// <summary>Gives the others an index, as far as there are any, and frees the indexes of mirrors that are gone.</summary>
    public IReadOnlyCollection<DesiredEdge> Place(IReadOnlyCollection<DesiredEdge> edges)
    {
        var balances = Distinct(edges);
        var owners = Owners();
        Free(owners, balances.Keys);
        foreach (var (owner, balance) in balances.Where(b => !owners.ContainsKey(b.Key)))
        {
            if (FreePlace(owners.Values) is not (var place and not 0))
            {
                break;
            }
            // Its owner last: if an agent dies in between, it has written to an index that no filter reads.
            maps.Balances.Update(place, BalanceValue.From(TableOf(owner, balance).With(Usable(balance))));
            maps.BalanceOwners.Update(place, owner);
            owners[owner] = place;
        }
        return WithPlaces(edges, owners);
    }

    /// <summary>Writes the desired tables, now that hooks have all their edges.</summary>
    public void Settle()
    {
        foreach (var (place, table) in later)
        {
            Write(place, table, maps.Balances.Lookup(place));
        }
        later.Clear();
    }

    // If no target is healthy, all possible ones keep their shares.
    private static ulong Usable(SessionBalance balance) => (balance.Able & balance.Healthy) is var usable && (usable & Named(balance)) != 0 ? usable : balance.Able;

    private static ulong Named(SessionBalance balance) => ulong.MaxValue >> (64 - balance.Targets.Count);

    private static Dictionary<ulong, SessionBalance> Distinct(IReadOnlyCollection<DesiredEdge> edges)
    {
        var balances = new Dictionary<ulong, SessionBalance>();
        foreach (var balance in All(edges))
        {
            balances.TryAdd(OwnerOf(balance), balance);
        }
        return balances;
    }

    // Edges of one NIC share the object: a node has many edges, but few of these.
    private static HashSet<SessionBalance> All(IReadOnlyCollection<DesiredEdge> edges) =>
        edges.SelectMany(e => e.Selections).Select(s => s.Balance).OfType<SessionBalance>().ToHashSet<SessionBalance>(ReferenceEqualityComparer.Instance);

    private static IReadOnlyCollection<DesiredEdge> WithPlaces(IReadOnlyCollection<DesiredEdge> edges, Dictionary<ulong, uint> places)
    {
        var placed = All(edges).ToDictionary<SessionBalance, SessionBalance, SessionBalance>(
            b => b, b => b with { Place = places.GetValueOrDefault(OwnerOf(b)) }, ReferenceEqualityComparer.Instance);
        return
        [
            .. edges.Select(e => e.Selections.All(s => s.Balance is null) ? e : e with
            {
                Selections = [.. e.Selections.Select(s => s.Balance is { } balance ? s with { Balance = placed[balance] } : s)],
            }),
        ];
    }

    private static uint FreePlace(IReadOnlyCollection<uint> taken)
    {
        for (var place = 1U; place < AbiLimits.MaxBalances; place++)
        {
            if (!taken.Contains(place))
            {
                return place;
            }
        }
        return 0;
    }

    // Everything that gives an ordinal its meaning. Weights do not: a table with others may use the same index.
    private static ulong OwnerOf(SessionBalance balance) => Fingerprint.Number(Encoding.UTF8.GetBytes(string.Join(
        '\n', balance.Targets.Select(t => t.Name).Prepend($"{balance.Able & Named(balance):x}").Prepend(balance.Mirror))));

    private Dictionary<ulong, uint> Owners() => maps.BalanceOwners.Entries().ToDictionary(o => o.Value, o => o.Key);

    private BalanceTable TableOf(ulong owner, SessionBalance balance)
    {
        if (!tables.TryGetValue(owner, out var known) || !known.Of.Targets.SequenceEqual(balance.Targets))
        {
            tables[owner] = known = (balance, BalanceTable.Of([.. balance.Targets.Select(t => new BalanceTarget(t.Name, t.Weight))]));
        }
        return known.Table;
    }

    private void Write(uint place, BalanceValue table, in BalanceValue now)
    {
        if (!((ReadOnlySpan<byte>)table).SequenceEqual(now))
        {
            maps.Balances.Update(place, table);
        }
    }

    private void Write(uint place, byte[] table, in BalanceValue now) => Write(place, BalanceValue.From(table), now);

    private void Free(Dictionary<ulong, uint> owners, IEnumerable<ulong> wanted)
    {
        var gone = owners.Keys.Except(wanted).ToList();
        if (gone.Count == 0)
        {
            return;
        }
        var masks = maps.FilterBalances.Entries().Select(m => m.Value).ToList();
        foreach (var owner in gone.Where(g => !masks.Exists(m => m.Contains(owners[g]))))
        {
            maps.BalanceOwners.Delete(owners[owner]);
            owners.Remove(owner);
        }
    }
}
