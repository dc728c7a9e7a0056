using K8sMirror.Bpf.Maps;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Every map of bpf/maps.h, typed.</summary>
internal sealed class DatapathMaps : IDisposable
{
    /// <summary>Names of all of them, as they are pinned.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["sources", "groups", "targets", "config", "labels", "totals", "credit", "source_counters", "edge_counters", "breakers", "recent"];

    private readonly List<BpfMap> owned = [];

    /// <summary>Takes over the maps that <paramref name="open"/> gives for each name.</summary>
    public DatapathMaps(Func<string, BpfMap> open)
    {
        Sources = new(Own(open("sources")));
        Groups = new(Own(open("groups")));
        Targets = new(Own(open("targets")));
        Config = new(Own(open("config")));
        Labels = new(Own(open("labels")));
        Totals = new(Own(open("totals")));
        Credit = new(Own(open("credit")));
        SourceCounters = new(Own(open("source_counters")));
        EdgeCounters = new(Own(open("edge_counters")));
        Breakers = new(Own(open("breakers")));
    }

    public BpfMap<SourceKey, SourceValue> Sources { get; }

    public BpfMap<uint, GroupValue> Groups { get; }

    public BpfMap<uint, TargetValue> Targets { get; }

    public BpfMap<uint, ConfigValue> Config { get; }

    public BpfMap<uint, LabelValue> Labels { get; }

    public BpfMap<TotalKey, TotalValue> Totals { get; }

    public BpfMap<uint, CreditValue> Credit { get; }

    public PerCpuBpfMap<uint, SourceCountersValue> SourceCounters { get; }

    public PerCpuBpfMap<EdgeKeyValue, EdgeCountersValue> EdgeCounters { get; }

    public BpfMap<uint, BreakerValue> Breakers { get; }

    /// <summary>From the pins; null if any is missing.</summary>
    public static DatapathMaps? TryOpen(PinLayout pins) =>
        Names.All(n => File.Exists(pins.Map(n))) ? new(n => BpfMap.OpenPinned(pins.Map(n))) : null;

    /// <inheritdoc/>
    public void Dispose() => owned.ForEach(m => m.Dispose());

    private BpfMap Own(BpfMap map)
    {
        owned.Add(map);
        return map;
    }
}
