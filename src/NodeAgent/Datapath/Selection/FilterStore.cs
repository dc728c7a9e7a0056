using System.Diagnostics;
using K8sMirror.Bpf.Objects;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Accounting;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Selection;

/// <summary>
/// Filters in the kernel: each is an immutable program with its own tables, freed with its map entry. Hooks with equal filters share one.
/// Filters are identified by their fingerprint, so a new agent finds them again.
/// </summary>
internal sealed class FilterStore(DatapathMaps maps)
{
    private const string Program = "k8sm_select";
    private static readonly string[] Shared = ["groups", "filters", "selection_counters", "unselected", "passages", "fragments", "balances", "alone"];

    private static readonly Lazy<byte[]> Code = new(() => DatapathLoader.ReadObject("filter"));
    private static readonly Lazy<ulong> CodeFingerprint = new(() => Fingerprint.Number(Code.Value));
    private readonly Dictionary<uint, long> idleSince = [];
    private readonly List<Compiled> compiled = [];
    private uint nextSlot = 1;

    /// <summary>Index of the filter with these clauses, which is created if needed.</summary>
    /// <exception cref="LimitException">No free index.</exception>
    /// <exception cref="Bpf.KernelException">The kernel refused.</exception>
    public uint Place(IReadOnlyList<FilterClause> clauses)
    {
        var balances = clauses.Select(c => c.Balance).OfType<ClauseBalance>().Select(b => b.Place).ToList();
        if (balances.Contains(0))
        {
            throw new LimitException($"More than {AbiLimits.MaxBalances - 1} mirrors of this node spread conversations.");
        }
        var known = CompiledOf(clauses);
        var (fingerprint, tables) = (known.Fingerprint, known.Tables);
        known.Tables = null;
        var labels = maps.FilterLabels.Entries().ToDictionary(l => l.Key, l => l.Value.Fingerprint);
        foreach (var (there, _) in labels.Where(l => l.Value == fingerprint))
        {
            idleSince.Remove(there);
            return there;
        }
        var slot = FreeSlot(labels.Keys);
        Load(tables ?? FilterCompiler.Compile(clauses), slot);
        maps.FilterBalances.Update(slot, BalanceMask.Of(balances));
        maps.FilterLabels.Update(slot, new() { Fingerprint = fingerprint });
        nextSlot = slot + 1;
        return slot;
    }

    /// <summary>True if the filter at an index has these clauses; index 0 selects every packet.</summary>
    public bool Selects(uint slot, IReadOnlyList<FilterClause> clauses) =>
        slot == 0 || clauses.Count == 0
            ? slot == 0 && clauses.Count == 0
            : maps.FilterLabels.TryLookup(slot, out var label) && label.Fingerprint == CompiledOf(clauses).Fingerprint;

    /// <summary>Discards what was compiled for clauses that no hook has any more.</summary>
    public void Keep(IEnumerable<DesiredSource> desired)
    {
        var wanted = desired.Select(d => d.Clauses).ToList();
        compiled.RemoveAll(c => !wanted.Any(w => w.SequenceEqual(c.Clauses)));
    }

    /// <summary>Removes filters that no hook has used for a moment; true if none is left to remove.</summary>
    public bool Retire(IReadOnlySet<uint> inUse)
    {
        var idle = maps.FilterLabels.Keys().Where(slot => !inUse.Contains(slot)).ToList();
        foreach (var slot in idleSince.Keys.Except(idle).ToList())
        {
            idleSince.Remove(slot);
        }
        foreach (var slot in idle)
        {
            if (!idleSince.TryGetValue(slot, out var since))
            {
                idleSince[slot] = since = Stopwatch.GetTimestamp();
            }
            if (Stopwatch.GetElapsedTime(since) >= GroupRetirement.Grace)
            {
                maps.RemoveFilter(slot);
                idleSince.Remove(slot);
            }
        }
        return idleSince.Count == 0;
    }

    private Compiled CompiledOf(IReadOnlyList<FilterClause> clauses)
    {
        if (compiled.Find(c => c.Clauses.SequenceEqual(clauses)) is { } known)
        {
            return known;
        }
        var tables = FilterCompiler.Compile(clauses);
        var made = new Compiled(clauses, FingerprintOf(tables)) { Tables = tables };
        compiled.Add(made);
        return made;
    }

    // Includes the program: another agent's may read the same tables differently.
    private static UInt128 FingerprintOf(FilterTables tables) => tables.Fingerprint() ^ CodeFingerprint.Value;

    // Not used again soon, as with groups.
    private uint FreeSlot(IReadOnlyCollection<uint> taken)
    {
        for (var i = 0U; i < AbiLimits.MaxFilters - 1; i++)
        {
            var slot = 1 + ((nextSlot - 1 + i) % (AbiLimits.MaxFilters - 1));
            if (!taken.Contains(slot))
            {
                return slot;
            }
        }
        throw new LimitException($"All {AbiLimits.MaxFilters - 1} filters of the datapath are in use.");
    }

    private void Load(FilterTables tables, uint slot)
    {
        using var bpf = BpfObject.Open(Code.Value, "filter");
        bpf.SetGlobal("k8sm_words", (uint)tables.Words);
        bpf.SetGlobal("k8sm_uses", (uint)tables.Uses);
        bpf.SetGlobal("k8sm_default_accept", tables.DefaultAccept);
        bpf.SetGlobal("k8sm_edges", tables.Edges);
        bpf.SetValueSize("rows", tables.Words * sizeof(ulong));
        foreach (var name in Shared)
        {
            bpf.ReuseMap(name, maps.ByName(name));
        }
        (string Name, ulong[] Values, int WordsEach)[] arrays =
        [
            ("fields", tables.Fields, 1), ("trie", tables.Trie, 1), ("ranges", tables.Ranges, 3), ("ports", tables.Ports, 1),
            ("rows", tables.Rows, tables.Words), ("rules", tables.Rules, 3), ("clauses", tables.Clauses, 5),
            ("picks", tables.Picks, 2),
        ];
        foreach (var (name, values, wordsEach) in arrays)
        {
            bpf.SetMaxEntries(name, Math.Max(1, values.Length / wordsEach));
        }
        bpf.SetMaxEntries("exact", Math.Max(1, tables.Exact.Count));
        bpf.Load();
        foreach (var (name, values, _) in arrays)
        {
            using var map = bpf.Map(name);
            map.Fill(values);
        }
        using var exact = bpf.Map<ulong, ulong>("exact");
        foreach (var (key, rows) in tables.Exact)
        {
            exact.Update(key, rows);
        }
        using var program = bpf.Program(Program);
        maps.Filters.UpdateProgram(slot, program);
    }

    private sealed class Compiled(IReadOnlyList<FilterClause> clauses, UInt128 fingerprint)
    {
        public IReadOnlyList<FilterClause> Clauses => clauses;

        public UInt128 Fingerprint => fingerprint;

        /// <summary>Compiled filters that are not loaded yet: large sets take long to compile, and their tables much memory.</summary>
        public FilterTables? Tables { get; set; }
    }
}
