using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Accounting;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Hooks;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Datapath.Vitals;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>What a former agent has left programmed, read from its pins without changes.</summary>
/// <param name="Folder">The pins.</param>
/// <param name="Attach"><c>tcx</c> or <c>clsact</c>; empty if no hook has a program of ours.</param>
/// <param name="IsHere">True if the cutter is in this network namespace; else the pins belong to another one, or somebody deleted the cutter.</param>
/// <param name="TimeLeft">Until the dead-man deadline; negative: copying ended that long ago.</param>
/// <param name="Vitals">Budget, cutter and breakers.</param>
/// <param name="Edges">Sorted by key.</param>
internal sealed record PinnedDatapath(
    string Folder, string Attach, bool IsHere, TimeSpan TimeLeft, DatapathVitals Vitals, IReadOnlyList<PinnedEdge> Edges)
{
    /// <summary>Reads the pins; null if there are none of this version.</summary>
    /// <exception cref="KernelException">They may not be read.</exception>
    public static PinnedDatapath? Read(DatapathOptions options)
    {
        var pins = new PinLayout(options.PinDirectory);
        using var maps = DatapathMaps.TryOpen(pins);
        if (maps is null)
        {
            return null;
        }
        using var reader = new LinkReader();
        var links = reader.Read();
        var groups = new GroupStore(maps, new(maps));
        var counters = EdgeSum.ToCounters(new CounterLedger(maps).Read(groups.Labelled().Select(groups.Read))).ToDictionary(c => c.Key);
        var config = maps.Config.Lookup(0);
        var left = MonotonicClock.ToSpan((long)(config.DeadlineNs - MonotonicClock.NowNs()));
        var vitals = VitalsReader.Read(maps, groups);
        var (attach, attached) = Attached(pins);
        var edges = from hook in groups.ReadHooks()
                    from edge in hook.Value.Edges.Select((e, i) => (Value: e, IsStopped: (hook.Value.Stopped >> i & 1) != 0))
                    let key = EdgeKey.Of(hook.Value.SourceName, hook.Value.Direction, edge.Value.TargetId)
                    let target = (int)maps.Targets.Lookup(edge.Value.TargetSlot).IfIndex
                    where counters.ContainsKey(key)
                    orderby key
                    select new PinnedEdge(
                        key, hook.Key.Index, target, attached.Contains(hook.Key) && links.ByIndex(hook.Key.Index) is not null,
                        links.ByIndex(target) is not null, edge.IsStopped, counters[key]);
        return new(pins.Version, attach, links.ByIndex((int)config.CutterIfIndex) is not null, left, vitals, [.. edges]);
    }

    private static (string Attach, HashSet<AttachPoint> Hooks) Attached(PinLayout pins)
    {
        var tcx = pins.PinnedHooks().Where(h => IsOn(pins.Hook(h), h.Index)).ToHashSet();
        if (tcx.Count > 0)
        {
            return ("tcx", tcx);
        }
        using var clsact = new ClsactFilters(pins);
        var filters = clsact.List().ToHashSet();
        return (filters.Count > 0 ? clsact.Name : "", filters);
    }

    private static bool IsOn(string pin, int index)
    {
        using var link = TcxLink.TryOpenPinned(pin);
        return link is not null && link.Read().InterfaceIndex == index;
    }
}
