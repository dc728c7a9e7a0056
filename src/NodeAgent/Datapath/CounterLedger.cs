using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Adds up what the datapath counted for each group into counters for each edge, across changes of configuration and of agents.</summary>
internal sealed class CounterLedger(DatapathMaps maps)
{
    /// <summary>Counters by edge of the given groups and of everything folded before.</summary>
    public Dictionary<EdgeKey, TotalValue> Read(IEnumerable<ObservedGroup> groups)
    {
        var sums = maps.Totals.Entries().ToDictionary(e => KeyOf(e.Key), e => e.Value);
        foreach (var group in groups)
        {
            AddGroup(sums, group);
        }
        return sums;
    }

    /// <summary>Frames of a group that were cloned to the stage and have not come out.</summary>
    public long InFlight(ObservedGroup group) => (long)Difference(group).Frames;

    /// <summary>
    /// Declares what has not come out to be lost: it is then counted as a failed clone. Where more came out than the source had counted (a
    /// super-packet of a kind that its program cannot take apart), the difference was seen, too.
    /// </summary>
    public void SettleLost(ObservedGroup group)
    {
        var label = maps.Labels.Lookup(group.Id);
        label.Lost = Difference(group);
        maps.Labels.Update(group.Id, label);
    }

    /// <summary>Keeps a finished group's counters for its edges.</summary>
    public void Fold(ObservedGroup group)
    {
        var sums = new Dictionary<EdgeKey, TotalValue>();
        AddGroup(sums, group);
        foreach (var (key, value) in sums)
        {
            var stored = TotalKeyOf(key);
            var total = maps.Totals.TryLookup(stored, out var before) ? Add(before, value) : value;
            Unhurried.Do(() => maps.Totals.Update(stored, total));
        }
    }

    /// <summary>Forgets edges that nobody wants.</summary>
    public void Prune(IReadOnlySet<EdgeKey> wanted)
    {
        foreach (var key in maps.Totals.Keys().Where(k => !wanted.Contains(KeyOf(k))))
        {
            maps.Totals.Delete(key);
        }
    }

    private static EdgeKey KeyOf(TotalKey key) => new(key.Source.ToString(), (EdgeDirection)key.Direction, key.Target.ToString());

    private static TotalKey TotalKeyOf(EdgeKey key) =>
        new() { Source = NameValue.From(key.Source), Target = NameValue.From(key.Target), Direction = (uint)key.Direction };

    private static TallyValue Add(TallyValue a, TallyValue b) => new() { Frames = a.Frames + b.Frames, Bytes = a.Bytes + b.Bytes };

    private static TotalValue Add(TotalValue a, TotalValue b)
    {
        a.Seen = Add(a.Seen, b.Seen);
        a.Sent = Add(a.Sent, b.Sent);
        for (var i = 0; i < AbiLimits.Drops; i++)
        {
            a.Dropped[i] = Add(a.Dropped[i], b.Dropped[i]);
        }
        return a;
    }

    private void AddGroup(Dictionary<EdgeKey, TotalValue> sums, ObservedGroup group)
    {
        var atSource = AtSource(group.Id);
        var lost = maps.Labels.TryLookup(group.Id, out var label) ? label.Lost : default;
        for (var i = 0; i < group.Edges.Count; i++)
        {
            var value = AtEdge(group.Id, i);
            value.Seen = atSource.Seen;
            for (var reason = 0; reason < AbiLimits.SourceDrops; reason++)
            {
                value.Dropped[reason] = atSource.Dropped[reason];
            }
            value.Dropped[(int)DropReason.CloneFailed] = Add(value.Dropped[(int)DropReason.CloneFailed], AboveZero(lost));
            value.Seen = Add(value.Seen, AboveZero(Subtract(default, lost)));
            var key = new EdgeKey(group.SourceName, group.Direction, group.Edges[i].TargetName);
            sums[key] = sums.TryGetValue(key, out var before) ? Add(before, value) : value;
        }
    }

    /// <summary>Staged less handled; every edge handles every frame, so the first one speaks for all.</summary>
    private TallyValue Difference(ObservedGroup group)
    {
        if (group.Edges.Count == 0)
        {
            return default;
        }
        // The stage's side first: a frame that moves on between the two reads then counts as in flight, never as less than nothing.
        var edge = AtEdge(group.Id, 0);
        var source = AtSource(group.Id);
        var left = source.Seen;
        for (var i = 0; i < AbiLimits.SourceDrops; i++)
        {
            left = Subtract(left, source.Dropped[i]);
        }
        left = Subtract(left, edge.Sent);
        for (var i = AbiLimits.SourceDrops; i < AbiLimits.Drops; i++)
        {
            left = Subtract(left, edge.Dropped[i]);
        }
        return left;
    }

    private static TallyValue AboveZero(TallyValue a) =>
        new() { Frames = (ulong)Math.Max(0, (long)a.Frames), Bytes = (ulong)Math.Max(0, (long)a.Bytes) };

    private static TallyValue Subtract(TallyValue a, TallyValue b) => new() { Frames = a.Frames - b.Frames, Bytes = a.Bytes - b.Bytes };

    private SourceCountersValue AtSource(uint group) => maps.SourceCounters.Sum(group, static (a, b) =>
    {
        a.Seen = Add(a.Seen, b.Seen);
        for (var i = 0; i < AbiLimits.SourceDrops; i++)
        {
            a.Dropped[i] = Add(a.Dropped[i], b.Dropped[i]);
        }
        return a;
    });

    private TotalValue AtEdge(uint group, int edge)
    {
        var total = default(TotalValue);
        foreach (var cpu in maps.EdgeCounters.TryLookup(new() { Group = group, Edge = (uint)edge }) ?? [])
        {
            total.Sent = Add(total.Sent, cpu.Sent);
            for (var i = AbiLimits.SourceDrops; i < AbiLimits.Drops; i++)
            {
                total.Dropped[i] = Add(total.Dropped[i], cpu.Dropped[i - AbiLimits.SourceDrops]);
            }
        }
        return total;
    }
}
