using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Accounting;

/// <summary>Adds up the counters of groups into counters of edges, across changes of configuration and of agents.</summary>
internal sealed class CounterLedger(DatapathMaps maps)
{
    /// <summary>Counters by edge of the given groups and of everything folded before.</summary>
    public Dictionary<EdgeKey, EdgeSum> Read(IEnumerable<ObservedGroup> groups)
    {
        var sums = new Dictionary<EdgeKey, EdgeSum>();
        foreach (var (key, total) in maps.Totals.Entries())
        {
            EdgeSum.Add(sums, KeyOf(key), new(total, default));
        }
        foreach (var (key, total) in maps.SelectionTotals.Entries())
        {
            EdgeSum.Add(sums, KeyOf(key), new(default, total));
        }
        foreach (var group in groups)
        {
            AddGroup(sums, group);
        }
        return sums;
    }

    /// <summary>True if every copy of a group is accounted for.</summary>
    public bool IsBalanced(ObservedGroup group) => group.Edges.Count == 0 || Outstanding(group).All(t => t == default);

    /// <summary>
    /// Declares frames that have not come out of the cutter lost, and counts them as failed clones. If more came out than the source had
    /// counted (a super-packet of a kind that its program cannot take apart), the difference is added to what was seen.
    /// </summary>
    public void SettleLost(ObservedGroup group)
    {
        if (IsBalanced(group) || !maps.Labels.TryLookup(group.Id, out var label))
        {
            return;
        }
        var outstanding = Outstanding(group);
        for (var i = 0; i < outstanding.Count; i++)
        {
            label.Lost[i] += outstanding[i];
        }
        maps.Labels.Update(group.Id, label);
    }

    /// <summary>Keeps a finished group's counters for its edges; none is added twice, even if an agent dies in the middle.</summary>
    public void Fold(ObservedGroup group)
    {
        var serial = maps.Labels.Lookup(group.Id).Serial;
        var sums = new Dictionary<EdgeKey, EdgeSum>();
        AddGroup(sums, group);
        foreach (var (key, sum) in sums)
        {
            var stored = TotalKeyOf(key);
            FoldSelection(stored, sum.Selection, serial);
            var known = maps.Totals.TryLookup(stored, out var before);
            if (!known || before.Serial != serial)
            {
                var total = known ? before + sum.Total : sum.Total;
                total.Serial = serial;
                Unhurried.Do(() => maps.Totals.Update(stored, total));
            }
        }
    }

    private void FoldSelection(TotalKey key, SelectionTotalValue selection, ulong serial)
    {
        var known = maps.SelectionTotals.TryLookup(key, out var before);
        if ((known && before.Serial == serial) || (selection.LeftOut == default && selection.Sliced == default))
        {
            return;
        }
        var total = before + selection;
        total.Serial = serial;
        Unhurried.Do(() => maps.SelectionTotals.Update(key, total));
    }

    /// <summary>Keeps what was counted under an earlier ABI; doing it again changes nothing.</summary>
    public void Adopt(IReadOnlyDictionary<EdgeKey, TotalValue> former)
    {
        foreach (var (key, value) in former)
        {
            var stored = TotalKeyOf(key) with { Former = 1 };
            Unhurried.Do(() => maps.Totals.Update(stored, value));
        }
    }

    /// <summary>Forgets edges that nobody wants.</summary>
    public void Prune(IReadOnlySet<EdgeKey> wanted)
    {
        foreach (var key in maps.Totals.Keys().Where(k => !wanted.Contains(KeyOf(k))))
        {
            maps.Totals.Delete(key);
        }
        foreach (var key in maps.SelectionTotals.Keys().Where(k => !wanted.Contains(KeyOf(k))))
        {
            maps.SelectionTotals.Delete(key);
        }
    }

    private static EdgeKey KeyOf(TotalKey key) => EdgeKey.Of(key.Source.ToString(), (EdgeDirection)key.Direction, key.Target.ToString());

    private static TotalKey TotalKeyOf(EdgeKey key) =>
        new() { Source = NameValue.From(key.Source), Target = TargetIdValue.From(key.TargetId), Direction = (uint)key.Direction };

    private void AddGroup(Dictionary<EdgeKey, EdgeSum> sums, ObservedGroup group)
    {
        // The edges first: a frame that moves between the two reads then counts as in flight, and no difference is negative.
        var edges = group.Edges.Select(e => maps.EdgeCounters.Sum(e.Counter, Sum)).ToList();
        var hasSelections = group.Flags != 0 || group.Edges.Any(e => TargetIds.IsTunnel(e.TargetId));
        var selections = hasSelections ? group.Edges.Select(e => maps.SelectionCounters.Sum(e.Counter, Sum)).ToList() : null;
        var unselected = hasSelections ? maps.Unselected.Sum(group.Id, (a, b) => a + b) : default;
        var alone = hasSelections ? group.Edges.Select(e => maps.Alone.Sum(e.Counter, (a, b) => a + b)).ToList() : [];
        var allAlone = alone.Aggregate(default(TallyValue), (sum, a) => sum + a);
        var source = maps.SourceCounters.Sum(group.Id, Sum);
        var known = maps.Labels.TryLookup(group.Id, out var label);
        foreach (var ((edge, key), i) in group.Edges.Zip(group.Keys).Select((pair, i) => (pair, i)))
        {
            var total = Compose(source, edges[i], edge.Level, known ? label.Lost[i] : default);
            EdgeSum.Add(sums, key, selections is null ? new(total, default) : Compose(total, unselected + allAlone - alone[i], selections[i]));
        }
    }

    private List<TallyValue> Outstanding(ObservedGroup group)
    {
        var sums = new Dictionary<EdgeKey, EdgeSum>();
        AddGroup(sums, group);
        return [.. group.Keys.Select(k => Outstanding(sums[k]))];
    }

    private static TallyValue Outstanding(in EdgeSum sum)
    {
        var left = sum.Total.Seen - sum.Total.Sent - sum.Selection.LeftOut;
        for (var i = 0; i < AbiLimits.Drops; i++)
        {
            left -= sum.Total.Dropped[i];
        }
        return left;
    }

    private static EdgeSum Compose(TotalValue total, TallyValue unselected, in SelectionCountersValue edge)
    {
        total.Dropped[(int)DropReason.Budget] += edge.Shed;
        return new(total, new() { NotSelected = unselected + edge.NotSelected, SampledOut = edge.SampledOut, Limited = edge.Limited, Sliced = edge.Sliced, Duplicate = edge.Duplicate });
    }

    private static TotalValue Compose(in SourceCountersValue source, in EdgeCountersValue edge, int level, TallyValue lost)
    {
        var value = new TotalValue { Seen = source.Seen, Sent = edge.Sent };
        for (var i = 0; i < AbiLimits.EdgeDrops; i++)
        {
            value.Dropped[i] = edge.Dropped[i];
        }
        for (var i = 0; i <= level; i++)
        {
            value.Dropped[(int)DropReason.Budget] += source.Shed[i];
        }
        value.Dropped[(int)DropReason.Expired] = source.Expired;
        value.Dropped[(int)DropReason.Loop] += source.Withheld;
        value.Dropped[(int)DropReason.CloneFailed] += AboveZero(lost);
        value.Seen += AboveZero(default(TallyValue) - lost);
        return value;
    }

    private static TallyValue AboveZero(TallyValue a) =>
        new() { Frames = (ulong)Math.Max(0, (long)a.Frames), Bytes = (ulong)Math.Max(0, (long)a.Bytes) };

    private static SourceCountersValue Sum(SourceCountersValue a, SourceCountersValue b)
    {
        a.Seen += b.Seen;
        a.Expired += b.Expired;
        a.Withheld += b.Withheld;
        for (var i = 0; i < AbiLimits.Levels; i++)
        {
            a.Shed[i] += b.Shed[i];
        }
        return a;
    }

    private static SelectionCountersValue Sum(SelectionCountersValue a, SelectionCountersValue b)
    {
        a.NotSelected += b.NotSelected;
        a.SampledOut += b.SampledOut;
        a.Limited += b.Limited;
        a.Duplicate += b.Duplicate;
        a.Sliced += b.Sliced;
        a.Shed += b.Shed;
        return a;
    }

    private static EdgeCountersValue Sum(EdgeCountersValue a, EdgeCountersValue b)
    {
        a.Sent += b.Sent;
        for (var i = 0; i < AbiLimits.EdgeDrops; i++)
        {
            a.Dropped[i] += b.Dropped[i];
        }
        return a;
    }
}
