using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;
using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Accounting;
using K8sMirror.NodeAgent.Datapath.Breaker;
using K8sMirror.NodeAgent.Datapath.Counters;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Hooks;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Offload;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Datapath.Programs;
using K8sMirror.NodeAgent.Datapath.Selection;
using K8sMirror.NodeAgent.Datapath.Takeover;
using K8sMirror.NodeAgent.Datapath.Tunnels;
using K8sMirror.NodeAgent.Datapath.Vitals;
using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>
/// The real datapath: programs, maps and links of bpf/, in the network namespace of the thread that opens it. Everything is pinned, so
/// mirroring outlives this object; state is always read back from the kernel, never remembered.
/// </summary>
public sealed class KernelDatapath : IDatapath
{
    private readonly PinLayout pins;
    private readonly DatapathLoader loader;
    private readonly CutterDevice cutter;
    private readonly IHooks hooks;
    private readonly TargetSlots targets;
    private readonly GroupStore groups;
    private readonly FilterStore filters;
    private readonly LimitStore limits;
    private readonly CollectorStore collectors;
    private readonly BalanceStore balances;
    private readonly CounterLedger ledger;
    private readonly GroupRetirement retirement;
    private readonly CutterLosses losses;
    private readonly ConfigKeeper config;
    private readonly LoopTrials trials;
    private readonly OffloadKeeper offload;
    private readonly int offloadFrom;
    private FolderLock claim;
    private FormerDatapath? former;
    private HashSet<EdgeKey>? wanted;
    private IReadOnlyCollection<AttachPoint> attached = [];
    private TimeSpan timeToLive;
    private bool isTidy;
    private RingBell? alarm;

    private KernelDatapath(DatapathOptions options, PinLayout pins, FolderLock claim, DatapathLoader loader)
    {
        this.pins = pins;
        this.claim = claim;
        this.loader = loader;
        timeToLive = options.DeadMan;
        targets = new(loader.Maps);
        groups = new(loader.Maps, targets);
        filters = new(loader.Maps);
        limits = new(loader.Maps);
        collectors = new(loader.Maps);
        balances = new(loader.Maps);
        ledger = new(loader.Maps);
        retirement = new(groups, ledger);
        losses = new(loader.Maps, groups, ledger);
        config = new(loader.Maps, options);
        trials = new(loader.Maps, groups, loader.Test);
        offload = new(options, config);
        offloadFrom = options.OffloadFrom;
        former = FormerDatapath.TryOpen(pins);
        cutter = new();
        try
        {
            // Filters of an earlier agent continue in our program from here on.
            loader.Maps.Filters.UpdateProgram(AbiLimits.FilteredSlot, loader.Filtered);
            cutter.Restore(config.CutterIndex);
            hooks = HookChoice.Choose(options.Attach, pins, cutter, loader.Seal, loader.FanOut);
            var way = offload.Restore(hooks, loader);
            Features = new(KernelRelease.Read(), hooks.Name, []);
            config.Place(cutter.SenderIndex, way, hasTunnels: config.TunnelMark != 0, hasBare: config.BareMark != 0);
        }
        catch
        {
            hooks?.Dispose();
            cutter.Dispose();
            offload.Dispose();
            former?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public DatapathFeatures Features { get; }

    /// <summary>Loads or adopts the datapath of this network namespace and brings up its cutter.</summary>
    /// <exception cref="KernelException">The kernel refused; the message says what and why.</exception>
    public static KernelDatapath Open(DatapathOptions options)
    {
        var pins = new PinLayout(options.PinDirectory);
        var claim = PinFolder.Claim(pins);
        DatapathLoader? loader = null;
        try
        {
            loader = DatapathLoader.Open(pins);
            return new(options, pins, claim, loader);
        }
        catch
        {
            loader?.Dispose();
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Restores a datapath from what <see cref="Detach"/> returned; everything else of it has been removed since.</summary>
    /// <exception cref="KernelException">The kernel refused; <paramref name="loaded"/> stays the caller's.</exception>
    internal static KernelDatapath Wake(DatapathOptions options, DatapathLoader loaded)
    {
        var pins = new PinLayout(options.PinDirectory);
        var claim = PinFolder.Claim(pins);
        try
        {
            loaded.Pin(pins);
            return new(options, pins, claim, loaded);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Ends this object, except for the programs and maps, which are the caller's now.</summary>
    internal DatapathLoader Detach()
    {
        Close();
        return loader;
    }

    /// <summary>Removes every trace from the network namespace and the pin folder; idempotent.</summary>
    /// <returns>What was removed, a line each.</returns>
    public static IReadOnlyList<string> Cleanup(DatapathOptions options) => DatapathCleanup.Run(new(options.PinDirectory));

    /// <inheritdoc/>
    public IReadOnlyList<EdgeOutcome> Apply(IReadOnlyCollection<DesiredEdge> edges)
    {
        wanted = [.. edges.Select(e => e.Key)];
        isTidy = false;
        // First of all, because copies to a failed target are lost until then.
        edges = balances.Follow(edges);
        var desired = DesiredSource.From(edges, offloadFrom: null);
        // Before anything that may fail, and before it is known where copies are made: what is no longer wanted must not continue because something else is broken.
        var stale = Withdraw(desired);
        try
        {
            return Carry(edges);
        }
        catch
        {
            foreach (var place in stale)
            {
                groups.Remove(place);
            }
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeCounters> ReadCounters()
    {
        var inUse = wanted ?? [.. groups.ReadHooks().Values.SelectMany(g => g.Keys)];
        var sums = ledger.Read(groups.Labelled().Select(groups.Read));
        former?.AddTo(sums);
        return [.. EdgeSum.ToCounters(sums).Where(c => inUse.Contains(c.Key))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<EdgeKey> ReadBrokenEdges() =>
    [
        .. groups.ReadHooks().Values
            .SelectMany(g => g.KeysIn(g.Stopped))
            .Order(),
    ];

    /// <inheritdoc/>
    public DatapathVitals ReadVitals() => VitalsReader.Read(loader.Maps, groups, offload.Problem);

    /// <inheritdoc/>
    public void OnAlarm(Action alarmed)
    {
        alarm?.Dispose();
        alarm = new(loader.Maps.Alarms, alarmed);
    }

    /// <inheritdoc/>
    public bool Examine() => trials.Look() | !IsIntact();

    /// <inheritdoc/>
    public void Heartbeat(TimeSpan timeToLive)
    {
        this.timeToLive = timeToLive;
        config.Renew(MonotonicClock.NowNs() + MonotonicClock.ToNs(timeToLive));
        losses.Look();
        RemoveOffloadIfUnwanted();
        FinishTakeover();
        Tidy();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        loader.Dispose();
    }

    private static void Attempt(Dictionary<AttachPoint, KernelFailure> failures, DesiredSource source, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (KernelFailure.From(e) is { } failure)
        {
            failures[source.At] = failure;
        }
    }

    /// <summary>Searching for drained groups costs more than all other work of an idle node: so not between passes, once it is done.</summary>
    private void Tidy()
    {
        if (isTidy || wanted is null || !(retirement.Run() & filters.Retire(groups.FiltersInUse())))
        {
            return;
        }
        ledger.Prune(wanted);
        isTidy = true;
    }

    /// <summary>Restores pins that somebody removed, for example by <c>cleanup --force</c>.</summary>
    private void RestorePins()
    {
        if (!loader.IsPinned(pins))
        {
            claim.Dispose();
            claim = PinFolder.Claim(pins);
            loader.Pin(pins);
        }
    }

    /// <summary>
    /// Stops hooks that are no longer wanted. Returns wanted hooks that send unwanted copies: to another target, of other packets, more of each, or with another label.
    /// </summary>
    private List<AttachPoint> Withdraw(IReadOnlyList<DesiredSource> desired)
    {
        var wantedHooks = desired.ToDictionary(d => d.At);
        var observed = groups.ReadHooks();
        foreach (var place in GroupDiff.Unwanted(desired, observed).ToList())
        {
            groups.Remove(place);
        }
        return
        [
            .. observed
                .Where(o => wantedHooks.TryGetValue(o.Key, out var source)
                    && (o.Value.Keys.Any(k => !wanted!.Contains(k)) || !filters.Selects(o.Value.FilterSlot, source.Clauses) || !GroupDiff.EditsAlike(source, o.Value)))
                .Select(o => o.Key),
        ];
    }

    private List<EdgeOutcome> Carry(IReadOnlyCollection<DesiredEdge> edges)
    {
        RestorePins();
        cutter.Restore(config.CutterIndex);
        hooks.EnsurePair(cutter, loader.Seal, loader.FanOut);
        var way = offload.Restore(hooks, loader);
        edges = PlaceLimits(balances.Place(edges));
        var desired = DesiredSource.From(edges, offloadFrom: way != 0 ? offloadFrom : null);
        collectors.Place(edges.Select(e => e.TargetWay?.Tunnel).OfType<TargetTunnel>());
        config.Place(cutter.SenderIndex, way, edges.Any(e => e.TargetIsTunnel), edges.Any(e => e.SourceIsBare));
        config.PlaceShapers([.. edges.SelectMany(e => e.SourceShapers).Distinct()]);
        retirement.Run();
        targets.Recover(groups.Labelled().Select(groups.Read));

        var failures = new Dictionary<AttachPoint, KernelFailure>();
        foreach (var source in desired)
        {
            Attempt(failures, source, () => PlaceTargets(source));
        }
        filters.Keep(desired);
        desired = [.. desired.Select(d => PlaceFilter(d, failures))];
        foreach (var change in GroupDiff.Compute([.. desired.Where(d => !failures.ContainsKey(d.At))], groups.ReadHooks()))
        {
            Carry(change, failures);
        }
        balances.Settle();
        // After everything unwanted has gone, and before anything is attached.
        config.Permit(MonotonicClock.NowNs() + MonotonicClock.ToNs(timeToLive));
        foreach (var source in desired.Where(d => !failures.ContainsKey(d.At)))
        {
            Attempt(failures, source, () => Attach(source));
        }
        var keep = desired.SelectMany(d => d.Hooks).ToHashSet();
        foreach (var place in hooks.List().Where(h => !keep.Contains(h)))
        {
            hooks.Remove(place);
        }
        attached = [.. keep.Where(k => !failures.ContainsKey(k))];
        former?.Withdraw(keep);
        RemoveOffloadIfUnwanted();
        loader.UnpinOthers(pins);
        return OutcomesOf(edges, failures);
    }

    private void RemoveOffloadIfUnwanted() => offload.RemoveIfUnwanted(hooks, () => OffloadTraffic.Read(loader.Maps).Waiting != 0);

    private void Attach(DesiredSource source)
    {
        groups.SetFlags(source);
        foreach (var place in source.Hooks)
        {
            former?.HandOver(hooks, place, ProgramOf(place.Direction));
            hooks.Ensure(place, ProgramOf(place.Direction));
        }
    }

    /// <summary>False if somebody removed pins or hooks: the next pass restores them.</summary>
    private bool IsIntact()
    {
        var there = hooks.List().ToHashSet();
        return loader.IsPinned(pins) && attached.All(there.Contains);
    }

    private void FinishTakeover()
    {
        if (former?.TryFinish(ledger) == true)
        {
            former.Dispose();
            former = null;
        }
    }

    private void Close()
    {
        alarm?.Dispose();
        cutter.Dispose();
        offload.Dispose();
        hooks.Dispose();
        former?.Dispose();
        claim.Dispose();
    }

    private IReadOnlyCollection<DesiredEdge> PlaceLimits(IReadOnlyCollection<DesiredEdge> edges)
    {
        var places = limits.Place(edges.Select(e => e.Bound).OfType<RateBound>(), groups.LimitsInUse);
        return [.. edges.Select(e => e.Bound is { } bound ? e with { Treatment = e.Treatment with { Limit = places[bound] } } : e)];
    }

    private DesiredSource PlaceFilter(DesiredSource source, Dictionary<AttachPoint, KernelFailure> failures)
    {
        var slot = 0U;
        if (source.IsFiltered)
        {
            Attempt(failures, source, () => slot = filters.Place(source.Clauses));
        }
        return source with { FilterSlot = slot };
    }

    private void PlaceTargets(DesiredSource source)
    {
        if (source.Targets.Count > AbiLimits.MaxEdges)
        {
            throw new LimitException($"{source.Name} has {source.Targets.Count} targets; one hook can have {AbiLimits.MaxEdges}.");
        }
        foreach (var target in source.Targets)
        {
            targets.Set(target);
        }
    }

    private void Carry(SourceChange change, Dictionary<AttachPoint, KernelFailure> failures)
    {
        if (change.Install is { } source)
        {
            Attempt(failures, source, () => groups.Install(change));
            if (!failures.ContainsKey(source.At))
            {
                return;
            }
            // What the hook did before may be for a deleted mirror: better no copy than one that is no longer wanted.
        }
        groups.Remove(change.At);
        hooks.Remove(change.At);
    }

    private BpfProgram ProgramOf(EdgeDirection direction) => direction == EdgeDirection.Ingress ? loader.Ingress : loader.Egress;

    private List<EdgeOutcome> OutcomesOf(
        IReadOnlyCollection<DesiredEdge> edges, Dictionary<AttachPoint, KernelFailure> failures)
    {
        var broken = ReadBrokenEdges().ToHashSet();
        return
        [
            .. edges.Select(e => failures.TryGetValue(new(e.SourceIndex, e.Key.Direction), out var failure)
                ? new EdgeOutcome(e.Key, failure.Reason, failure.Message)
                : broken.Contains(e.Key)
                    ? new EdgeOutcome(e.Key, Reasons.LoopDetected, LoopMessage(e.Key))
                    : new EdgeOutcome(e.Key, Reasons.Programmed, "")),
        ];
    }

    private static string LoopMessage(EdgeKey key) =>
        $"copies sent to {key.Target} came back into {key.Source}: this edge is stopped until they no longer do, which is tested every minute or more often; separate the two networks";
}
