using K8sMirror.Core.Api;

namespace K8sMirror.Core.Filtering;

/// <summary>Turns the clauses of a hook into the tables that the datapath reads. Pure: equal clauses give equal tables.</summary>
public sealed class FilterCompiler
{
    private readonly IReadOnlyList<FilterClause> clauses;
    private readonly List<RuleBit> bits;
    private readonly RowStore rows;
    private readonly ulong[] fields = new ulong[FilterLayout.Fields];

    private FilterCompiler(IReadOnlyList<FilterClause> clauses, List<RuleBit> bits)
    {
        this.clauses = clauses;
        this.bits = bits;
        rows = new(Math.Max(1, (bits.Count + 63) / 64));
    }

    /// <summary>Maximum number of bits of all clauses together; a rule for both directions takes two.</summary>
    public const int MostBits = FilterLayout.MaxWords * 64;

    /// <summary>Maximum number of clauses.</summary>
    public const int MostClauses = FilterLayout.MaxClauses;

    /// <summary>How many bits a filter takes.</summary>
    public static int BitsOf(PacketFilter? filter) => RuleBit.Of([new(filter, new(), 0)]).Count;

    /// <summary>How many prefixes a filter takes; a rule for both directions takes its own twice.</summary>
    public static long PrefixesOf(PacketFilter? filter) =>
        RuleBit.Of([new(filter, new(), 0)]).Sum(b => (long)(b.From.Prefixes?.Count ?? 0) + (b.To.Prefixes?.Count ?? 0));

    /// <summary>Compiles the clauses.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MostBits"/> or <see cref="MostClauses"/>.</exception>
    public static FilterTables Compile(IReadOnlyList<FilterClause> clauses)
    {
        var bits = RuleBit.Of(clauses);
        if (bits.Count > MostBits || clauses.Count > MostClauses)
        {
            throw new ArgumentException($"{clauses.Count} clauses with {bits.Count} rules; at most {MostClauses} and {MostBits} are possible.", nameof(clauses));
        }
        return new FilterCompiler(clauses, bits).Run();
    }

    private FilterTables Run()
    {
        var uses = Uses();
        FillKinds();
        FillDetails(uses);
        FillVlans(uses);
        var (trie, ranges) = Addresses(uses);
        var ports = Ports(uses);
        var exact = Exact(uses);
        return new()
        {
            Words = rows.Words,
            Uses = uses,
            DefaultAccept = Mask(clause => clauses[clause].Filter is null or { DefaultAction: FilterAction.Accept }),
            Edges = clauses.Aggregate(0UL, (all, c) => all | c.Edges),
            Fields = fields,
            Trie = trie,
            Ranges = ranges,
            Ports = ports,
            Exact = exact,
            Rows = rows.ToArray(),
            Rules = Rules(),
            Clauses = Clauses(),
            Picks = [.. clauses.SelectMany(c => c.Balance?.Picks ?? []).SelectMany(p => new[] { p.Edges, p.Settled })],
        };
    }

    private FilterUses Uses()
    {
        var uses = bits.Count > 0 ? FilterUses.Rules : FilterUses.None;
        foreach (var bit in bits)
        {
            uses |= bit.From.Prefixes is not null || bit.To.Prefixes is not null ? FilterUses.Addresses : 0;
            uses |= HasIPv6(bit.From) || HasIPv6(bit.To) ? FilterUses.IPv6 : 0;
            uses |= HasPorts(bit) ? FilterUses.Ports : 0;
            uses |= HasDetails(bit.Rule) ? FilterUses.Details : 0;
            uses |= bit.Rule.Vlans.Count > 0 ? FilterUses.Vlans : 0;
            uses |= bit.Rule.EtherType is not null ? FilterUses.Types : 0;
            uses |= bit.From.Macs.Count + bit.To.Macs.Count > 0 ? FilterUses.Macs : 0;
        }
        uses |= clauses.Any(c => c.Balance is not null) ? FilterUses.Flows | FilterUses.Balances : 0;
        return uses | (clauses.Any(c => c.Sampling is { OneIn: > 1, By: SamplingBasis.Flow }) ? FilterUses.Flows : 0);
    }

    private static bool HasIPv6(PacketEnd end) => end.Prefixes?.Any(p => p.IsV6) == true;

    private static bool HasPorts(RuleBit bit) => bit.From.Ports.Count + bit.To.Ports.Count > 0;

    private static bool HasDetails(PacketRule rule) => rule.FlagsSet != 0 || rule.FlagsUnset != 0 || rule.IcmpTypes.Count > 0 || rule.IcmpCodes.Count > 0;

    private uint Row(Predicate<RuleBit> satisfies)
    {
        var row = rows.New();
        for (var i = 0; i < bits.Count; i++)
        {
            RowStore.Set(row, i, satisfies(bits[i]));
        }
        return rows.Number(row);
    }

    private void FillKinds()
    {
        FillProtocols(0, ProtocolNames.IPv4);
        FillProtocols(FilterLayout.FieldIPv6, ProtocolNames.IPv6);
        fields[FilterLayout.FieldOther] = Row(b => b.Rule.Protocol is null && b.Rule.EtherType is null);
    }

    // Only protocols that a rule names differ from all others.
    private void FillProtocols(int place, ushort etherType)
    {
        bool IsFamily(RuleBit b) => b.Rule.EtherType is null || b.Rule.EtherType == etherType;
        Array.Fill(fields, Row(b => b.Rule.Protocol is null && IsFamily(b)), place, 256);
        foreach (var protocol in bits.Select(b => b.Rule.Protocol).OfType<byte>().Distinct())
        {
            // An extension header is not the packet's protocol: if one is here, the protocol is not known.
            if (place != 0 && ProtocolNames.IsExtension(protocol))
            {
                continue;
            }
            fields[place + protocol] = Row(b => (b.Rule.Protocol is null || b.Rule.Protocol == protocol) && IsFamily(b));
        }
    }

    private void FillDetails(FilterUses uses)
    {
        if (!uses.HasFlag(FilterUses.Details))
        {
            return;
        }
        for (var i = 0; i < 256; i++)
        {
            var value = (byte)i;
            fields[FilterLayout.FieldTcpFlags + i] = Row(b => (value & b.Rule.FlagsSet) == b.Rule.FlagsSet && (value & b.Rule.FlagsUnset) == 0);
            fields[FilterLayout.FieldIcmpType + i] = Row(b => b.Rule.IcmpTypes.Count == 0 || b.Rule.IcmpTypes.Contains(value));
            fields[FilterLayout.FieldIcmpCode + i] = Row(b => b.Rule.IcmpCodes.Count == 0 || b.Rule.IcmpCodes.Contains(value));
        }
        fields[FilterLayout.FieldNoDetail] = Row(b => !HasDetails(b.Rule));
    }

    private void FillVlans(FilterUses uses)
    {
        if (!uses.HasFlag(FilterUses.Vlans))
        {
            return;
        }
        var sweep = new RangeSweep(rows);
        for (var i = 0; i < bits.Count; i++)
        {
            Add(sweep, 0, i, bits[i].Rule.Vlans);
        }
        Spread(sweep.Run(), fields.AsSpan(FilterLayout.FieldVlan, 4096));
        fields[FilterLayout.FieldUntagged] = Row(b => b.Rule.Vlans.Count == 0);
    }

    private (ulong[] Trie, ulong[] Ranges) Addresses(FilterUses uses)
    {
        if (!uses.HasFlag(FilterUses.Addresses))
        {
            return ([], []);
        }
        var none = FilterLayout.Pack(Row(b => b.From.Prefixes is null || b.From.IsOutside), Row(b => b.To.Prefixes is null || b.To.IsOutside));
        fields[FilterLayout.FieldNoAddress] = none;
        fields[FilterLayout.FieldAnyIPv6] = none;
        var trie = uses.HasFlag(FilterUses.IPv6) ? new AddressTrie(Sweep(isV6: false), Sweep(isV6: true)) : new(Sweep(isV6: false));
        return (trie.Entries, trie.Ranges);
    }

    private List<AddressRange> Sweep(bool isV6)
    {
        var sweep = new RangeSweep(rows);
        for (var i = 0; i < bits.Count; i++)
        {
            Add(sweep, 0, i, bits[i].From, isV6);
            Add(sweep, 1, i, bits[i].To, isV6);
        }
        return sweep.Run();
    }

    private static void Add(RangeSweep sweep, int role, int bit, PacketEnd end, bool isV6)
    {
        if (end.Prefixes is null)
        {
            sweep.AddAny(role, bit);
            return;
        }
        var ofFamily = end.Prefixes.Where(p => p.IsV6 == isV6);
        if (end.IsOutside)
        {
            AddOutside(sweep, role, bit, ofFamily);
            return;
        }
        foreach (var prefix in ofFamily)
        {
            sweep.Add(role, bit, prefix.Bits, prefix.Last);
        }
    }

    private static void AddOutside(RangeSweep sweep, int role, int bit, IEnumerable<AddressPrefix> prefixes)
    {
        var next = UInt128.Zero;
        foreach (var prefix in prefixes.OrderBy(p => p.Bits))
        {
            if (prefix.Bits > next)
            {
                sweep.Add(role, bit, next, prefix.Bits - 1);
            }
            if (prefix.Last == UInt128.MaxValue)
            {
                return;
            }
            next = UInt128.Max(next, prefix.Last + 1);
        }
        sweep.Add(role, bit, next, UInt128.MaxValue);
    }

    private ulong[] Ports(FilterUses uses)
    {
        if (!uses.HasFlag(FilterUses.Ports))
        {
            return [];
        }
        fields[FilterLayout.FieldNoPort] = FilterLayout.Pack(Row(b => !HasPorts(b)), Row(b => !HasPorts(b)));
        var sweep = new RangeSweep(rows);
        for (var i = 0; i < bits.Count; i++)
        {
            Add(sweep, 0, i, bits[i].From.Ports);
            Add(sweep, 1, i, bits[i].To.Ports);
        }
        var ports = new ulong[65536];
        Spread(sweep.Run(), ports);
        return ports;
    }

    private static void Add(RangeSweep sweep, int role, int bit, IReadOnlyList<NumberRange> ranges)
    {
        if (ranges.Count == 0)
        {
            sweep.AddAny(role, bit);
        }
        foreach (var range in ranges)
        {
            sweep.Add(role, bit, range.First, range.Last);
        }
    }

    private static void Spread(List<AddressRange> ranges, Span<ulong> table)
    {
        for (var i = 0; i < ranges.Count; i++)
        {
            var from = (int)UInt128.Min(ranges[i].Start, (UInt128)table.Length);
            var to = i + 1 < ranges.Count ? (int)UInt128.Min(ranges[i + 1].Start, (UInt128)table.Length) : table.Length;
            table[from..to].Fill(ranges[i].Rows);
        }
    }

    private List<KeyValuePair<ulong, ulong>> Exact(FilterUses uses)
    {
        var exact = new SortedDictionary<ulong, ulong>();
        foreach (var type in bits.Select(b => b.Rule.EtherType).OfType<ushort>().Distinct())
        {
            exact[FilterLayout.ExactType | type] = Row(b => b.Rule.Protocol is null && (b.Rule.EtherType is null || b.Rule.EtherType == type));
        }
        if (!uses.HasFlag(FilterUses.Macs))
        {
            return [.. exact];
        }
        fields[FilterLayout.FieldOtherMac] = FilterLayout.Pack(Row(b => b.From.Macs.Count == 0), Row(b => b.To.Macs.Count == 0));
        foreach (var mac in bits.SelectMany(b => b.From.Macs.Concat(b.To.Macs)).Distinct())
        {
            exact[mac] = FilterLayout.Pack(
                Row(b => b.From.Macs.Count == 0 || b.From.Macs.Contains(mac)), Row(b => b.To.Macs.Count == 0 || b.To.Macs.Contains(mac)));
        }
        return [.. exact];
    }

    private ulong Mask(Predicate<int> isIn) => Enumerable.Range(0, clauses.Count).Where(c => isIn(c)).Aggregate(0UL, (mask, c) => mask | (1UL << c));

    private ulong[] Rules()
    {
        var table = new ulong[rows.Words * 64 * 3];
        for (var i = 0; i < bits.Count; i++)
        {
            var place = 3 * ((i & ~63) + FilterLayout.PlaceOf(i & 63));
            var clause = 1UL << bits[i].Clause;
            table[place] = clause;
            for (var other = i & ~63; other < Math.Min(bits.Count, (i | 63) + 1); other++)
            {
                table[place + 1] |= bits[other].Clause == bits[i].Clause ? 1UL << (other & 63) : 0;
            }
            table[place + 2] = bits[i].Rule.Action == FilterAction.Accept ? clause : 0;
        }
        return table;
    }

    private ulong[] Clauses()
    {
        var table = new ulong[FilterLayout.MaxClauses * FilterLayout.ClauseWords];
        var picks = 0;
        for (var i = 0; i < clauses.Count; i++)
        {
            var place = FilterLayout.ClauseWords * FilterLayout.PlaceOf(i);
            table[place] = clauses[i].Edges;
            table[place + 1] = clauses[i].Settled;
            table[place + 2] = (1UL << 32) / (ulong)Math.Max(1, clauses[i].Sampling.OneIn);
            table[place + 3] = clauses[i].Sampling.By == SamplingBasis.Packet ? 1UL : 0;
            if (clauses[i].Balance is { } balance)
            {
                table[place + 4] = FilterLayout.Pack(balance.Place, (uint)picks);
                picks += balance.Picks.Count;
            }
        }
        return table;
    }
}
