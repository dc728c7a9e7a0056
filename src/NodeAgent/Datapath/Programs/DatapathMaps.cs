using K8sMirror.Bpf.Maps;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Pins;

namespace K8sMirror.NodeAgent.Datapath.Programs;

/// <summary>Every map of bpf/maps.h, typed.</summary>
internal sealed class DatapathMaps : IDisposable
{
    public const string EdgeCountersName = "edge_counters";
    public const string SelectionCountersName = "selection_counters";
    public const string AloneName = "alone";

    /// <summary>Names of all of them, as they are pinned.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "sources", "shortcuts", "groups", "targets", "config", "shapers", "offload_cpus", "limits", "limit_owners", "buckets", "filters", "filter_labels", "balances", "balance_owners", "filter_balances", "labels", "totals", "selection_totals", "cpus", "source_counters", EdgeCountersName, "breakers", "recent",
        "alarms", "eras", SelectionCountersName, "unselected", "passages", "fragments", "cut_selections", "tunnels", "collectors", "wrappings", "sequences", AloneName,
    ];

    private readonly Dictionary<string, BpfMap> owned;

    /// <summary>Takes over the maps that <paramref name="open"/> gives for each name.</summary>
    public DatapathMaps(Func<string, BpfMap> open)
    {
        owned = Names.ToDictionary(n => n, open, StringComparer.Ordinal);
        Sources = new(owned["sources"]);
        Shortcuts = new(owned["shortcuts"]);
        Groups = new(owned["groups"]);
        Targets = new(owned["targets"]);
        Config = new(owned["config"]);
        Shapers = new(owned["shapers"]);
        OffloadCpus = new(owned["offload_cpus"]);
        Labels = new(owned["labels"]);
        Totals = new(owned["totals"]);
        Cpus = new(owned["cpus"]);
        SourceCounters = new(owned["source_counters"]);
        EdgeCounters = new(owned[EdgeCountersName]);
        Breakers = new(owned["breakers"]);
        Alarms = owned["alarms"];
        Eras = new(owned["eras"]);
        Limits = new(owned["limits"]);
        LimitOwners = new(owned["limit_owners"]);
        Buckets = new(owned["buckets"]);
        Filters = owned["filters"];
        FilterLabels = new(owned["filter_labels"]);
        Balances = new(owned["balances"]);
        FilterBalances = new(owned["filter_balances"]);
        Alone = new(owned[AloneName]);
        BalanceOwners = new(owned["balance_owners"]);
        SelectionTotals = new(owned["selection_totals"]);
        SelectionCounters = new(owned[SelectionCountersName]);
        Unselected = new(owned["unselected"]);
        Tunnels = new(owned["tunnels"]);
        Collectors = new(owned["collectors"]);
    }

    public BpfMap<SourceKey, SourceValue> Sources { get; }

    public BpfMap<uint, LimitValue> Limits { get; }

    public BpfMap<uint, ulong> LimitOwners { get; }

    public BpfMap<uint, BucketValue> Buckets { get; }

    /// <summary>Programs that select the edges of a hook's packets.</summary>
    public BpfMap Filters { get; }

    public BpfMap<uint, FilterLabelValue> FilterLabels { get; }

    /// <summary>Targets of the mirrors' conversations.</summary>
    public BpfMap<uint, BalanceValue> Balances { get; }

    public BpfMap<uint, ulong> BalanceOwners { get; }

    /// <summary>By filter; one that reads none may have no entry.</summary>
    public BpfMap<uint, BalanceMask> FilterBalances { get; }

    /// <summary>Indexed like <see cref="EdgeCounters"/>.</summary>
    public PerCpuBpfMap<uint, TallyValue> Alone { get; }

    public BpfMap<TotalKey, SelectionTotalValue> SelectionTotals { get; }

    /// <summary>Indexed like <see cref="EdgeCounters"/>.</summary>
    public PerCpuBpfMap<uint, SelectionCountersValue> SelectionCounters { get; }

    /// <summary>By group.</summary>
    public PerCpuBpfMap<uint, TallyValue> Unselected { get; }

    /// <summary>Headers of packets to collectors; two slots for each target.</summary>
    public BpfMap<uint, TunnelValue> Tunnels { get; }

    /// <summary>Addresses of collectors; the value is unused.</summary>
    public BpfMap<CollectorKey, uint> Collectors { get; }

    public BpfMap<uint, ShortcutValue> Shortcuts { get; }

    public BpfMap<uint, GroupValue> Groups { get; }

    public BpfMap<uint, TargetValue> Targets { get; }

    public BpfMap<uint, ConfigValue> Config { get; }

    public BpfMap<uint, uint> Shapers { get; }

    /// <summary>64 CPUs to an entry, a bit each.</summary>
    public BpfMap<uint, ulong> OffloadCpus { get; }

    public BpfMap<uint, LabelValue> Labels { get; }

    public BpfMap<TotalKey, TotalValue> Totals { get; }

    public PerCpuBpfMap<uint, CpuValue> Cpus { get; }

    public PerCpuBpfMap<uint, SourceCountersValue> SourceCounters { get; }

    public PerCpuBpfMap<uint, EdgeCountersValue> EdgeCounters { get; }

    public BpfMap<uint, BreakerValue> Breakers { get; }

    /// <summary>Ring buffer whose entries only mean that the breakers must be read.</summary>
    public BpfMap Alarms { get; }

    /// <summary>What is under way to the offload CPUs.</summary>
    public BpfMap<uint, EraValue> Eras { get; }

    /// <summary>The map of this name, to be used by another program.</summary>
    public BpfMap ByName(string name) => owned[name];

    /// <summary>From the pins; null if any is missing.</summary>
    public static DatapathMaps? TryOpen(PinLayout pins) =>
        Names.All(n => File.Exists(pins.Map(n))) ? new(n => BpfMap.OpenPinned(pins.Map(n))) : null;

    /// <summary>Pins those that are not pinned yet.</summary>
    public void Pin(PinLayout pins)
    {
        foreach (var (name, map) in owned.Where(m => !File.Exists(pins.Map(m.Key))))
        {
            map.Pin(pins.Map(name));
        }
    }

    /// <summary>
    /// Points a hook to its group, or, with null, to none. The shortcut is removed first and written last, so that an agent that dies in between
    /// leaves none that differs from the entry in <see cref="Sources"/>.
    /// </summary>
    public void Point(SourceKey hook, SourceValue? source)
    {
        var place = (hook.IfIndex << 1 | hook.Direction) & (AbiLimits.Shortcuts - 1);
        var own = ShortcutValue.For(hook, source ?? default);
        var there = Shortcuts.Lookup(place).Key;
        if (there == own.Key)
        {
            Shortcuts.Update(place, default);
        }
        if (source is null)
        {
            Sources.Delete(hook);
            return;
        }
        Sources.Update(hook, source.Value);
        if (there == own.Key || there == 0)
        {
            Shortcuts.Update(place, own);
        }
    }

    /// <summary>
    /// Resets the maps. Only once no program can run and no frame is in flight: the cutter and all hooks are gone. What is written whole before
    /// a program reads it again (groups, targets, counters, breakers) is left as it is.
    /// </summary>
    public void Clear()
    {
        foreach (var key in Sources.Keys())
        {
            Point(key, null);
        }
        foreach (var slot in FilterLabels.Keys())
        {
            RemoveFilter(slot);
        }
        Delete(LimitOwners);
        Delete(Collectors);
        Delete(BalanceOwners);
        Delete(Labels);
        Delete(Totals);
        Delete(SelectionTotals);
        Config.Update(0, default);
        Cpus.Update(0, default);
    }

    /// <summary>Removes a filter's program. Its label goes first, so that what an agent leaves that dies in between is not taken for a filter.</summary>
    public void RemoveFilter(uint slot)
    {
        FilterLabels.Delete(slot);
        FilterBalances.Delete(slot);
        Filters.Delete(BitConverter.GetBytes(slot));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var map in owned.Values)
        {
            map.Dispose();
        }
    }

    private static void Delete<TKey, TValue>(BpfMap<TKey, TValue> map)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        foreach (var key in map.Keys())
        {
            map.Delete(key);
        }
    }
}
