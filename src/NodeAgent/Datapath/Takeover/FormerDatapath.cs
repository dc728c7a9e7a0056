using System.Diagnostics;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Accounting;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Hooks;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Pins;
using static K8sMirror.NodeAgent.Datapath.Takeover.FormerAbi;

namespace K8sMirror.NodeAgent.Datapath.Takeover;

/// <summary>
/// What an agent of ABI v1 left on the node. Its hooks are taken over one by one, each packet passing the old program or the new one;
/// its stage drains, its counters are kept, and it is removed.
/// </summary>
internal sealed class FormerDatapath : IDisposable
{
    // A stage at the lowest priority waits for CPU time on a busy node.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(15);

    // enum k8sm_drop of ABI v1, in its order. A full stage corresponds to the budget now: production went first.
    private static readonly DropReason[] Reasons =
    [
        DropReason.Budget, DropReason.CloneFailed, DropReason.Expired, DropReason.TargetBusy, DropReason.TargetDown, DropReason.TargetGone,
        DropReason.FrameTooBig, DropReason.Loop, DropReason.Error,
    ];

    private readonly PinLayout pins;
    private readonly PinLayout current;
    private readonly BpfMap<SourceKey, SourceValue> sources;
    private readonly BpfMap<uint, Group> groups;
    private readonly BpfMap<uint, Label> labels;
    private readonly BpfMap<OldTotalKey, OldTotal> totals;
    private readonly BpfMap<uint, Credit> credit;
    private readonly BpfMap<uint, OldConfig> config;
    private readonly PerCpuBpfMap<uint, SourceCounters> sourceCounters;
    private readonly PerCpuBpfMap<EdgeKeyValue, OldEdgeCounters> edgeCounters;
    private long? withdrawnAt;

    private FormerDatapath(PinLayout current)
    {
        this.current = current;
        pins = current with { Abi = FormerAbi.Version };
        sources = new(BpfMap.OpenPinned(pins.Map("sources")));
        groups = new(BpfMap.OpenPinned(pins.Map("groups")));
        labels = new(BpfMap.OpenPinned(pins.Map("labels")));
        totals = new(BpfMap.OpenPinned(pins.Map("totals")));
        credit = new(BpfMap.OpenPinned(pins.Map("credit")));
        config = new(BpfMap.OpenPinned(pins.Map("config")));
        sourceCounters = new(BpfMap.OpenPinned(pins.Map("source_counters")));
        edgeCounters = new(BpfMap.OpenPinned(pins.Map("edge_counters")));
    }

    /// <summary>Null if there is none.</summary>
    public static FormerDatapath? TryOpen(PinLayout current)
    {
        var old = current with { Abi = FormerAbi.Version };
        return File.Exists(old.Map("edge_counters")) && File.Exists(old.Map("labels")) ? new(current) : null;
    }

    /// <summary>Puts the new program where the old one is, before anything else is attached to the hook.</summary>
    public void HandOver(IHooks hooks, AttachPoint at, BpfProgram program)
    {
        // clsact filters have one fixed handle, where Ensure replaces them anyway.
        if (hooks is TcxHooks tcx && File.Exists(pins.Hook(at)))
        {
            tcx.TakeOver(pins.Hook(at), at, program);
        }
    }

    /// <summary>Removes what is left of the old hooks, which are no longer wanted.</summary>
    public void Withdraw(IReadOnlySet<AttachPoint> kept)
    {
        if (withdrawnAt is not null)
        {
            return;
        }
        foreach (var key in sources.Keys())
        {
            sources.Delete(key);
        }
        foreach (var hook in pins.PinnedHooks())
        {
            // The pin is all that holds the link.
            File.Delete(pins.Hook(hook));
        }
        withdrawnAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Adds its counters, which may still grow while the stage drains.</summary>
    public void AddTo(Dictionary<EdgeKey, EdgeSum> sums)
    {
        foreach (var (key, value) in Read(settle: false))
        {
            EdgeSum.Add(sums, key, new(value, default));
        }
    }

    /// <summary>Removes it all once the stage is empty; its counters go to <paramref name="ledger"/>.</summary>
    /// <returns>False if it is too early.</returns>
    public bool TryFinish(CounterLedger ledger)
    {
        if (withdrawnAt is not { } since || (!IsDrained() && Stopwatch.GetElapsedTime(since) < DrainLimit))
        {
            return false;
        }
        ledger.Adopt(Read(settle: true));
        RemoveStage();
        if (Directory.Exists(pins.Version))
        {
            Directory.Delete(pins.Version, recursive: true);
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var map in new IDisposable[] { sources, groups, labels, totals, credit, config, sourceCounters, edgeCounters })
        {
            map.Dispose();
        }
    }

    private static void RemoveStage()
    {
        using var reader = new LinkReader();
        using var control = new LinkControl();
        if (reader.Read().All.FirstOrDefault(FormerStage.IsHalf) is { } half)
        {
            control.Delete(half.Index);
        }
    }

    private bool IsDrained()
    {
        if (Stopwatch.GetElapsedTime(withdrawnAt!.Value) < GroupRetirement.Grace)
        {
            return false;
        }
        var lost = config.Lookup(0).CreditLost;
        var now = credit.Lookup(0);
        return now.Staged - now.Served == lost;
    }

    private Dictionary<EdgeKey, TotalValue> Read(bool settle)
    {
        var sums = new Dictionary<EdgeKey, TotalValue>();
        foreach (var (key, old) in totals.Entries())
        {
            Add(sums, new(key.Source.ToString(), (EdgeDirection)key.Direction, key.Target.ToString()), Convert(old));
        }
        foreach (var (id, label) in labels.Entries())
        {
            var source = sourceCounters.Sum(id, Sum);
            var count = Math.Min(groups.Lookup(id).EdgeCount, AbiLimits.MaxEdges);
            for (var i = 0; i < count; i++)
            {
                Add(sums, new(label.Source.ToString(), (EdgeDirection)label.Direction, label.Targets[i].ToString()), EdgeOf(id, i, source, label, settle));
            }
        }
        return sums;
    }

    private TotalValue EdgeOf(uint group, int edge, in SourceCounters source, in Label label, bool settle)
    {
        var old = new OldTotal { Seen = source.Seen };
        for (var i = 0; i < SourceDrops; i++)
        {
            old.Dropped[i] = source.Dropped[i];
        }
        foreach (var cpu in edgeCounters.TryLookup(new() { Group = group, Edge = (uint)edge }) ?? [])
        {
            old.Sent += cpu.Sent;
            for (var i = SourceDrops; i < Drops; i++)
            {
                old.Dropped[i] += cpu.Dropped[i - SourceDrops];
            }
        }
        var left = old.Seen - old.Sent;
        for (var i = 0; i < Drops; i++)
        {
            left -= old.Dropped[i];
        }
        var lost = settle ? left : label.Lost;
        if ((long)lost.Frames > 0)
        {
            old.Dropped[1] += lost;
        }
        else
        {
            old.Seen -= lost;
        }
        return Convert(old);
    }

    private static TotalValue Convert(OldTotal old)
    {
        var value = new TotalValue { Seen = old.Seen, Sent = old.Sent };
        for (var i = 0; i < Drops; i++)
        {
            value.Dropped[(int)Reasons[i]] += old.Dropped[i];
        }
        return value;
    }

    private static void Add(Dictionary<EdgeKey, TotalValue> sums, EdgeKey key, TotalValue value) =>
        sums[key] = sums.TryGetValue(key, out var before) ? before + value : value;

    private static SourceCounters Sum(SourceCounters a, SourceCounters b)
    {
        a.Seen += b.Seen;
        for (var i = 0; i < SourceDrops; i++)
        {
            a.Dropped[i] += b.Dropped[i];
        }
        return a;
    }
}
