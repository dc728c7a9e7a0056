using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary><see cref="LoadedPrograms"/> with a filter in the ingress hook, whose one edge has no target: what is selected is dropped as target_gone.</summary>
internal sealed class FilteredPrograms : IDisposable
{
    private readonly LoadedPrograms programs = new();
    private readonly FilterStore filters;

    public FilteredPrograms()
    {
        filters = new(programs.Loader.Maps);
        programs.Loader.Maps.Filters.UpdateProgram(AbiLimits.FilteredSlot, programs.Loader.Filtered);
        var group = programs.Loader.Maps.Groups.Lookup(LoadedPrograms.Group) with { Flags = AbiLimits.GroupFiltered };
        programs.Loader.Maps.Groups.Update(LoadedPrograms.Group, group);
    }

    /// <summary>Puts a filter in the hook; the one before goes.</summary>
    public void Use(PacketFilter filter, MirrorSampling? sampling = null)
    {
        var slot = filters.Place([new(filter, sampling ?? new(), 1)]);
        programs.Loader.Maps.Sources.Update(
            new() { IfIndex = 1 }, new() { Group = LoadedPrograms.Group, Flags = slot << AbiLimits.SourceFilterShift });
        filters.Keep([]);
        for (var other = 1U; other < AbiLimits.MaxFilters && other < slot + 2; other++)
        {
            if (other != slot && programs.Loader.Maps.FilterLabels.Lookup(other) != default)
            {
                programs.Loader.Maps.RemoveFilter(other);
            }
        }
    }

    /// <summary>Whether a frame is selected; the hook has counted it as exactly that.</summary>
    public bool Selects(byte[] frame)
    {
        var (left, taken) = Counted();
        var result = programs.Receive(frame, default);
        Assert.Equal(uint.MaxValue, result.ReturnValue);
        var (leftAfter, takenAfter) = Counted();
        Assert.Equal(1UL, leftAfter - left + takenAfter - taken);
        return takenAfter != taken;
    }

    /// <summary>Runs a frame so many times; nanoseconds for one.</summary>
    public uint Time(byte[] frame, int times) => programs.Loader.Ingress.TestRun(frame, default(SkbContext), times).Nanoseconds;

    public void Dispose() => programs.Dispose();

    private (ulong Left, ulong Taken) Counted()
    {
        var left = (programs.Loader.Maps.Unselected.TryLookup(LoadedPrograms.Group) ?? []).Aggregate(0UL, (sum, cpu) => sum + cpu.Frames);
        var sampled = (programs.Loader.Maps.SelectionCounters.TryLookup(0) ?? []).Aggregate(0UL, (sum, cpu) => sum + cpu.SampledOut.Frames);
        return (left + sampled, programs.Counters().Dropped[(int)DropReason.TargetGone].Frames);
    }
}
