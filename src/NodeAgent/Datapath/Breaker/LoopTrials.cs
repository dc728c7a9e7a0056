using K8sMirror.Bpf;
using K8sMirror.Bpf.Programs;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Groups;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Breaker;

/// <summary>
/// Proves loops, and that they are gone. Where a hook suspects one, test frames go out of each of its targets; an edge whose test frame comes
/// back is stopped. A stopped edge is tested again at growing intervals, and continues when its test frame no longer returns.
/// </summary>
internal sealed class LoopTrials(DatapathMaps maps, GroupStore groups, BpfProgram test)
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ShortestQuiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstRetest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetest = TimeSpan.FromSeconds(60);
    private readonly Dictionary<uint, Trial> trials = [];

    /// <summary>Checks all hooks; call it after an alarm, and about every second. True if an edge was stopped or continues.</summary>
    public bool Look()
    {
        var inUse = groups.InUse();
        foreach (var gone in trials.Keys.Where(id => !inUse.Contains(id)).ToList())
        {
            trials.Remove(gone);
        }
        var changed = false;
        foreach (var id in inUse)
        {
            changed |= Look(id, MonotonicClock.NowNs());
        }
        return changed;
    }

    private bool Look(uint id, ulong now)
    {
        var group = maps.Groups.Lookup(id);
        var breaker = maps.Breakers.Lookup(id);
        if (group.Trial == 0 && group.Held == 0 && breaker.AskedNs <= group.AnsweredNs)
        {
            return false;
        }
        var trial = trials.TryGetValue(id, out var known) ? known : trials[id] = new(now);
        var convicted = group.Trial != 0 && breaker.Trial == group.Trial ? breaker.Convicted & EdgesOf(group) : 0;
        var held = group.Held | convicted;
        if (group.Trial != 0 && now > trial.StartedNs + MonotonicClock.ToNs(Length))
        {
            if (trial.Retested != 0)
            {
                held &= ~trial.Retested | convicted;
                trial.Retest = Longer(trial.Retest, FirstRetest, LastRetest);
                trial.NextRetestNs = now + MonotonicClock.ToNs(trial.Retest);
            }
            group.Trial = 0;
        }
        if (convicted != 0 && trial.Retested == 0)
        {
            (trial.Quiet, trial.Retest) = (default, FirstRetest);
            trial.NextRetestNs = now + MonotonicClock.ToNs(FirstRetest);
        }
        var isNews = held != group.Held;
        group.Held = held;
        if (breaker.AskedNs > group.AnsweredNs)
        {
            if (now > group.AnsweredNs + MonotonicClock.ToNs(Calm))
            {
                trial.Quiet = default;
            }
            trial.Quiet = Longer(trial.Quiet, ShortestQuiet, LongestQuiet);
            (group.AnsweredNs, group.QuietUntilNs) = (now, now + MonotonicClock.ToNs(trial.Quiet));
            Begin(id, ref group, trial, breaker, EdgesOf(group) & ~held, isRetest: false, now);
        }
        else if (group.Trial == 0 && held != 0 && now >= trial.NextRetestNs)
        {
            Begin(id, ref group, trial, breaker, held, isRetest: true, now);
        }
        else
        {
            maps.Groups.Update(id, group);
        }
        return isNews;
    }

    private void Begin(uint id, ref GroupValue group, Trial trial, in BreakerValue breaker, ulong edges, bool isRetest, ulong now)
    {
        trial.StartedNs = now;
        trial.Retested = isRetest ? edges : 0;
        group.Trial = NewNumber();
        maps.Groups.Update(id, group);
        var config = maps.Config.Lookup(0);
        var suspect = TestFrames.SuspectOf(breaker);
        for (var i = 0; i < group.EdgeCount; i++)
        {
            if ((edges >> i & 1) != 0)
            {
                var target = maps.Targets.Lookup(group.Edges[i].Target);
                // To a collector they go as copies do.
                var (nic, own) = target.Kind == AbiLimits.SendTunnel
                    ? (config.CutterIfIndex, AbiLimits.MarkWrap | group.Edges[i].Target)
                    : (target.IfIndex, (target.Flags & AbiLimits.TargetTunnel) != 0 ? config.TunnelMark : 0);
                Send(nic, own, TestFrames.For(suspect, breaker.SuspectVlan, group.Trial | (uint)i));
            }
        }
    }

    private void Send(uint nic, uint mark, IEnumerable<byte[]> frames)
    {
        var context = new SkbContext { Mark = mark };
        unsafe
        {
            context.Cb[0] = nic;
        }
        foreach (var frame in frames)
        {
            try
            {
                // What the kernel does not send now is sent at the next suspicion.
                _ = test.TestRun(frame, context);
            }
            catch (KernelException)
            {
                return;
            }
        }
    }

    private static ulong EdgesOf(in GroupValue group) => group.EdgeCount >= AbiLimits.MaxEdges ? ulong.MaxValue : (1UL << (int)group.EdgeCount) - 1;

    private static ulong NewNumber() => (Unguessable.Number() | 1UL << 63) & ~0xffUL;

    private static TimeSpan Longer(TimeSpan now, TimeSpan first, TimeSpan last) => now == default ? first : now * 2 < last ? now * 2 : last;

    /// <summary>Memory of a hook; a restarted agent begins with the shortest intervals.</summary>
    private sealed class Trial(ulong now)
    {
        public ulong StartedNs { get; set; } = now;

        /// <summary>Stopped edges that this trial may free; 0: the trial is for a suspicion.</summary>
        public ulong Retested { get; set; }

        public TimeSpan Quiet { get; set; }

        public TimeSpan Retest { get; set; }

        public ulong NextRetestNs { get; set; } = now;
    }
}
