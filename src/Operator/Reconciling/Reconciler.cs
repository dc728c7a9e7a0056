using System.Collections.Concurrent;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Watching;

namespace K8sMirror.Operator.Reconciling;

/// <summary>
/// One pass: snapshot, plan, and the missing writes, in the order that keeps the guarantees: finalizers before the first
/// NodeMirror entry, NodeMirrors before finalizers are released, the status last.
/// </summary>
internal sealed class Reconciler(
    ClusterCaches caches, NodeMirrorWriter nodeMirrors, MirrorWriter mirrors, StatusStep statuses, SessionAges ages, FailureLedger ledger,
    OperatorOptions options, TimeProvider clock)
{
    private readonly PlanMemo memo = new();

    /// <summary>Makes a pass. Throws when the server cannot be reached, or when the term is over.</summary>
    public async Task<PassResult> PassAsync(Leadership term)
    {
        var view = ClusterView.Take(caches);
        var plan = view.Plan(memo);
        var withoutFinalizer = await HoldAsync(term, plan).ConfigureAwait(false);
        var changes = NodeMirrorDiff.Compute(view, plan, withoutFinalizer);
        await nodeMirrors.WriteAsync(term, changes).ConfigureAwait(false);

        // The server's answers are in the caches by now.
        view = ClusterView.Take(caches);
        ages.Look(view.NodeMirrors.Values.Select(nodeMirror => nodeMirror.Value));
        var due = await ReleaseAsync(term, view).ConfigureAwait(false);
        var (written, silent) = await statuses.WriteAsync(term, view, plan).ConfigureAwait(false);
        ledger.EndPass();
        return new(
            changes.Count + written + withoutFinalizer.Count == 0 ? "unchanged" : "changed",
            Earliest(Until(Earliest(due, silent)), ledger.NextDue()));
    }

    /// <summary>Adds missing finalizers; the names of mirrors that still have none.</summary>
    private async Task<IReadOnlySet<string>> HoldAsync(Leadership term, ClusterPlan plan)
    {
        var unheld = plan.Mirrors.Where(p => p.IsPlanned && !IsHeld(p.Mirror)).Select(p => p.Mirror).ToArray();
        var without = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            unheld,
            new ParallelOptions { MaxDegreeOfParallelism = NodeMirrorWriter.Parallelism, CancellationToken = term.Ended },
            async (mirror, _) =>
            {
                if (!await mirrors.HoldAsync(term, mirror).ConfigureAwait(false))
                {
                    without.Add(mirror.Metadata.Name);
                }
            }).ConfigureAwait(false);
        return without.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Releases deleted mirrors that no node applies; returns when the next one is due by time alone.</summary>
    private async Task<DateTimeOffset?> ReleaseAsync(Leadership term, ClusterView view)
    {
        DateTimeOffset? due = null;
        foreach (var mirror in view.Mirrors.Values.Select(m => m.Value).Where(m => m.Metadata.DeletionTimestamp is not null && IsHeld(m)))
        {
            var release = FinalizerRelease.Decide(mirror, view, ages, options.DeadNodeGrace, clock.GetUtcNow());
            if (release.Waiting == 0)
            {
                await mirrors.ReleaseAsync(term, mirror).ConfigureAwait(false);
            }
            else
            {
                due = Earliest(due, release.Due);
            }
        }

        return due;
    }

    /// <summary>How long until then; zero if that time passed during the pass.</summary>
    private TimeSpan? Until(DateTimeOffset? due)
    {
        var wait = due - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsHeld(TrafficMirror mirror) => mirror.Metadata.Finalizers?.Contains(Ownership.Finalizer) ?? false;

    private static T? Earliest<T>(T? a, T? b)
        where T : struct, IComparable<T> => a is null ? b : b is null || a.Value.CompareTo(b.Value) < 0 ? a : b;
}
