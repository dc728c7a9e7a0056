using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Selection;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary><see cref="LoadedPrograms"/> with a filter in the ingress hook, whose edges have no target: selected packets are dropped as target_gone.</summary>
internal sealed class FilteredPrograms : IDisposable
{
    public const int Edges = 6;
    private readonly LoadedPrograms programs = new();
    private readonly FilterStore filters;

    public FilteredPrograms()
    {
        filters = new(programs.Loader.Maps);
        programs.Loader.Maps.Filters.UpdateProgram(AbiLimits.FilteredSlot, programs.Loader.Filtered);
        var group = programs.Loader.Maps.Groups.Lookup(LoadedPrograms.Group) with
        {
            Flags = AbiLimits.GroupFiltered,
            EdgeCount = Edges,
            Ends = 0x0101010101010101 * Edges,
            // Random frames repeat, and there is no agent: the breaker would hold some back on suspicions that nobody examines.
            QuietUntilNs = ulong.MaxValue,
            AnsweredNs = ulong.MaxValue,
        };
        for (var i = 0; i < Edges; i++)
        {
            group.Edges[i] = new() { Counter = (ushort)i };
            programs.Loader.Maps.EdgeCounters.Update((uint)i, default);
        }
        programs.Loader.Maps.Groups.Update(LoadedPrograms.Group, group);
    }

    /// <summary>Sets a filter in the hook, for its first edge, and removes the previous one.</summary>
    public void Use(PacketFilter filter) => Use([new(filter, new(), 1)]);

    /// <summary>Sets clauses in the hook.</summary>
    public void Use(IReadOnlyList<FilterClause> clauses)
    {
        var slot = filters.Place(clauses);
        programs.Loader.Maps.Sources.Update(
            new() { IfIndex = 1 }, new() { Group = LoadedPrograms.Group, Flags = slot << AbiLimits.SourceFilterShift });
        filters.Keep([]);
        foreach (var other in programs.Loader.Maps.FilterLabels.Keys().Where(k => k != slot))
        {
            programs.Loader.Maps.RemoveFilter(other);
        }
    }

    /// <summary>Sets a balance's table.</summary>
    public void Balance(uint place, Func<int, int> targetOf) => programs.Loader.Maps.Balances.Update(
        place, BalanceValue.From([.. Enumerable.Range(0, AbiLimits.BalanceBuckets).Select(bucket => (byte)targetOf(bucket))]));

    /// <summary>Whether a frame is selected for the first edge; checks that it is counted exactly so.</summary>
    public bool Selects(byte[] frame) => (SelectedFor(frame) & 1) != 0;

    /// <summary>For which edges a frame is selected, as a mask. Checks that every edge of a clause has counted it once.</summary>
    public ulong SelectedFor(byte[] frame, ulong edges = 1)
    {
        var (none, left, taken) = Counted();
        Assert.Equal(uint.MaxValue, programs.Receive(frame, default).ReturnValue);
        var (noneAfter, leftAfter, takenAfter) = Counted();
        var selected = 0UL;
        for (var i = 0; i < Edges; i++)
        {
            var isTaken = takenAfter[i] - taken[i];
            if ((edges >> i & 1) != 0)
            {
                Assert.Equal(1UL, noneAfter - none + leftAfter[i] - left[i] + isTaken);
            }
            selected |= isTaken << i;
        }
        return selected;
    }

    /// <summary>Runs a frame so many times; returns nanoseconds per run.</summary>
    public uint Time(byte[] frame, int times) => programs.Loader.Ingress.TestRun(frame, default(SkbContext), times).Nanoseconds;

    public void Dispose() => programs.Dispose();

    private (ulong None, ulong[] Left, ulong[] Taken) Counted()
    {
        var maps = programs.Loader.Maps;
        var none = (maps.Unselected.TryLookup(LoadedPrograms.Group) ?? []).Aggregate(0UL, (sum, cpu) => sum + cpu.Frames);
        var (left, taken) = (new ulong[Edges], new ulong[Edges]);
        for (var i = 0U; i < Edges; i++)
        {
            var own = maps.SelectionCounters.TryLookup(i) ?? [];
            left[i] += own.Aggregate(0UL, (sum, cpu) => sum + cpu.NotSelected.Frames + cpu.SampledOut.Frames);
            // Counted for only one edge, and so left for each of the others.
            var alone = (maps.Alone.TryLookup(i) ?? []).Aggregate(0UL, (sum, cpu) => sum + cpu.Frames);
            for (var other = 0U; other < Edges; other++)
            {
                left[other] += other == i ? 0 : alone;
            }
            taken[i] = (maps.EdgeCounters.TryLookup(i) ?? []).Aggregate(0UL, (sum, cpu) => sum + cpu.Dropped[(int)DropReason.TargetGone].Frames);
        }
        return (none, left, taken);
    }
}
