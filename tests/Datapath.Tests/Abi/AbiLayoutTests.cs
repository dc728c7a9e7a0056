using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Abi;

/// <summary>bpf/k8smirror_abi.h and its C# mirror, compared by the C compiler.</summary>
public sealed class AbiLayoutTests
{
    [Fact]
    public void Structs_and_numbers_are_those_of_the_header() => new LayoutCheck("<linux/types.h>", "\"k8smirror_abi.h\"")
        .Include(Repository.At("bpf"))
        .Struct<TallyValue>("struct k8sm_tally")
        .Struct<SourceKey>("struct k8sm_source_key", renames: Named("IfIndex", "ifindex"))
        .Struct<SourceValue>("struct k8sm_source")
        .Struct<ShortcutValue>("struct k8sm_shortcut")
        .Struct<EdgeValue>("struct k8sm_edge")
        .Struct<GroupValue>("struct k8sm_group")
        .Struct<TargetValue>("struct k8sm_target", renames: Named("IfIndex", "ifindex"))
        .Struct<ConfigValue>("struct k8sm_config", renames: Named("CutterIfIndex", "cutter_ifindex", "OffloadIfIndex", "offload_ifindex"))
        .Struct<EraValue>("struct k8sm_era")
        .Struct<CpuValue>("struct k8sm_cpu")
        .Struct<SourceCountersValue>("struct k8sm_source_counters")
        .Struct<EdgeCountersValue>("struct k8sm_edge_counters")
        .Struct<LabelValue>("struct k8sm_label")
        .Struct<TotalKey>("struct k8sm_total_key")
        .Struct<TotalValue>("struct k8sm_total")
        .Struct<SelectionCountersValue>("struct k8sm_selection_counters")
        .Struct<LimitValue>("struct k8sm_limit")
        .Struct<BucketValue>("struct k8sm_bucket")
        .Struct<SelectionTotalValue>("struct k8sm_selection_total")
        .Struct<FilterLabelValue>("struct k8sm_filter_label")
        .Struct<BreakerValue>("struct k8sm_breaker")
        .Constant("K8SM_ABI_VERSION", AbiLimits.Version)
        .Constant("K8SM_MAX_GROUPS", AbiLimits.MaxGroups)
        .Constant("K8SM_SHORTCUTS", AbiLimits.Shortcuts)
        .Constant("K8SM_MAX_EDGES", AbiLimits.MaxEdges)
        .Constant("K8SM_MAX_TARGETS", AbiLimits.MaxTargets)
        .Constant("K8SM_MAX_COUNTERS", AbiLimits.MaxCounters)
        .Constant("K8SM_CPU_WORDS", AbiLimits.CpuWords)
        .Constant("K8SM_ERAS", AbiLimits.Eras)
        .Constant("K8SM_ERA_SHIFT", AbiLimits.EraShift)
        .Constant("K8SM_LEVELS", AbiLimits.Levels)
        .Constant("K8SM_CLASSES", AbiLimits.Classes)
        .Constant("K8SM_EDGE_DROPS", AbiLimits.EdgeDrops)
        .Constant("K8SM_TARGET_ID_LENGTH", AbiLimits.TargetIdLength)
        .Constant("K8SM_SUSPECT_BYTES", AbiLimits.SuspectBytes)
        .Constant("K8SM_SOURCE_SHAPED", AbiLimits.SourceShaped)
        .Constant("K8SM_SOURCE_FILTER_SHIFT", AbiLimits.SourceFilterShift)
        .Constant("K8SM_MAX_FILTERS", AbiLimits.MaxFilters)
        .Constant("K8SM_FILTERED_SLOT", AbiLimits.FilteredSlot)
        .Constant("K8SM_GROUP_FILTERED", AbiLimits.GroupFiltered)
        .Constant("K8SM_MAX_LENGTHS", AbiLimits.MaxLengths)
        .Constant("K8SM_MAX_LENGTHS", DatapathLimits.SnapLengthsPerSource + 1)
        .Constant("K8SM_GROUP_SLICED", AbiLimits.GroupSliced)
        .Constant("K8SM_GROUP_LIMITED", AbiLimits.GroupLimited)
        .Constant("K8SM_MAX_LIMITS", AbiLimits.MaxLimits)
        .Constant("K8SM_LIMIT_UNIT_SHIFT", AbiLimits.LimitUnitShift)
        .Constant("K8SM_LIMIT_COST_SHIFT", AbiLimits.LimitCostShift)
        .Constant("K8SM_CUT_SELECTIONS", AbiLimits.CutSelections)
        .Constant("K8SM_MARK_FREE_BITS", AbiLimits.MarkFreeBits)
        .Constant("1 << K8SM_CLASS_TCP4", (int)PacketClasses.Tcp4)
        .Constant("1 << K8SM_CLASS_TCP6", (int)PacketClasses.Tcp6)
        .Constant("1 << K8SM_CLASS_OTHER", (int)PacketClasses.Other)
        .Constant("K8SM_DROPS", AbiLimits.Drops)
        .Constant("K8SM_NAME_LENGTH", AbiLimits.NameLength)
        .Constant("K8SM_SEND_NONE", AbiLimits.SendNone)
        .Constant("K8SM_SEND_DEVICE", AbiLimits.SendDevice)
        .Constant("K8SM_TARGET_UP", AbiLimits.TargetUp)
        .Constant("K8SM_TARGET_TUNNEL", AbiLimits.TargetTunnel)
        .Enum<DropReason>(name => $"K8SM_DROP_{LayoutCheck.SnakeCase(name).ToUpperInvariant()}")
        .Run();

    private static Dictionary<string, string> Named(params string[] pairs) => pairs.Chunk(2).ToDictionary(p => p[0], p => p[1]);
}
