using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// Watches pods, and namespaces if a mirror selects them, while a mirror needs them: without such mirrors they cost neither memory nor requests. Starts with
/// the first such mirror and ends with the last.
/// </summary>
internal sealed class PodWatch(ObjectStore<TrafficMirror> mirrors, WatchFactory watches, OperatorOptions options, TimeProvider clock, Action changed)
{
    /// <summary>
    /// After refusals for this long the permission is missing. Before, they mean nothing: a starting API server refuses everything until it has read its rules.
    /// </summary>
    public static readonly TimeSpan RefusalGrace = TimeSpan.FromSeconds(30);

    private const string Disabled = "the operator may not read pods (--pods=false); set the chart's value pods.enabled, or write an interface";

    private readonly Channel<byte> signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private RunningWatch<ClusterPod, PodStore>? pods;
    private RunningWatch<NamespaceLabels, ObjectStore<NamespaceLabels>>? namespaces;
    private NamespaceView view = NamespaceView.Empty;
    private PodInterest interest = PodInterest.None;

    /// <summary>The pods as of now, as far as the given mirrors need them.</summary>
    public PodSnapshot Take(IEnumerable<Watched<TrafficMirror>> of)
    {
        var needs = PodNeeds.Of(of.Select(mirror => mirror.Value));
        return !needs.Pods ? PodSnapshot.Awaited
            : !options.Pods ? PodSnapshot.Refused(Disabled)
            : PodProblem is { } problem ? PodSnapshot.Refused(problem)
            : !IsSynced(Volatile.Read(ref pods), out var listed) ? PodSnapshot.Awaited
            : !needs.Namespaces ? new() { ByNode = listed.Store.ByNode }
            : NamespaceProblem is { } other ? new() { ByNode = listed.Store.ByNode, NamespaceProblem = other }
            : !IsSynced(Volatile.Read(ref namespaces), out var named) ? new() { ByNode = listed.Store.ByNode, AreNamespacesListed = false }
            : new() { ByNode = listed.Store.ByNode, Namespaces = Labels(named.Store) };
    }

    /// <summary>
    /// Lists both again, without waiting: until then they count as unknown. A new leader does this, so that it does not decide on a state from before its
    /// predecessor's last write; mirrors that need no pods do not wait for it.
    /// </summary>
    public void Relist()
    {
        Volatile.Read(ref pods)?.Relist();
        Volatile.Read(ref namespaces)?.Relist();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        mirrors.Changed += Ring;
        try
        {
            var told = ("", "", false, false);
            while (true)
            {
                var needs = options.Pods ? PodNeeds.Of(mirrors.Snapshot.Values.Select(mirror => mirror.Value)) : default;
                await FollowAsync(needs, cancellation).ConfigureAwait(false);
                // A refusal that counts by now, or is over; a first list, which counts only a moment after it has changed the cache.
                var now = (PodProblem ?? "", NamespaceProblem ?? "", pods?.HasSynced == true, namespaces?.HasSynced == true);
                if (now != told)
                {
                    told = now;
                    changed();
                }

                await WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
        finally
        {
            mirrors.Changed -= Ring;
            await FollowAsync(default, default).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(PodNeeds needs, CancellationToken cancellation)
    {
        if (needs.Pods && pods is null)
        {
            Volatile.Write(ref pods, watches.Start<ClusterPod, PodStore>(Kinds.Pods(new()), PodStoreOf(), Ring, cancellation));
        }
        else if (!needs.Pods && pods is { } ended)
        {
            Volatile.Write(ref pods, null);
            await ended.DisposeAsync().ConfigureAwait(false);
        }

        if (needs.Namespaces && namespaces is null)
        {
            Volatile.Write(ref namespaces, watches.Start<NamespaceLabels, ObjectStore<NamespaceLabels>>(Kinds.Namespaces, NamespaceStore(), Ring, cancellation));
        }
        else if (!needs.Namespaces && namespaces is { } closed)
        {
            Volatile.Write(ref namespaces, null);
            Volatile.Write(ref view, NamespaceView.Empty);
            await closed.DisposeAsync().ConfigureAwait(false);
        }
    }

    private PodStore PodStoreOf()
    {
        var store = new PodStore(IsSelected);
        store.Changed += changed;
        return store;
    }

    private bool IsSelected(ClusterPod pod)
    {
        var now = Volatile.Read(ref interest).Follow(mirrors.Snapshot);
        Volatile.Write(ref interest, now);
        return now.Selects(pod, IsSynced(Volatile.Read(ref namespaces), out var named) ? named.Store.Snapshot : null);
    }

    private ObjectStore<NamespaceLabels> NamespaceStore()
    {
        var store = new ObjectStore<NamespaceLabels>(NamespaceLabels.Same, clock);
        store.Changed += changed;
        return store;
    }

    private string? PodProblem => Refusal("pods", Volatile.Read(ref pods)?.Refusal);

    private string? NamespaceProblem => Refusal("namespaces", Volatile.Read(ref namespaces)?.Refusal);

    private string? Refusal(string what, WatchRefusal? refusal) => refusal is not null && clock.GetUtcNow() - refusal.Since >= RefusalGrace
        ? $"the operator may not read {what}: {refusal.Why}; set the chart's value pods.enabled, or write an interface"
        : null;

    private TimeSpan NextLook() => pods?.Refusal is null && namespaces?.Refusal is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1);

    /// <summary>The same instance as long as no label changes, so that planning sees what it must check again.</summary>
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Labels(ObjectStore<NamespaceLabels> store)
    {
        var now = Volatile.Read(ref view).Follow(store.Snapshot);
        Volatile.Write(ref view, now);
        return now.Labels;
    }

    private static bool IsSynced<T, TStore>(RunningWatch<T, TStore>? watch, [NotNullWhen(true)] out RunningWatch<T, TStore>? synced)
        where T : class
        where TStore : class, IObjectStore<T>
    {
        synced = watch?.HasSynced == true ? watch : null;
        return synced is not null;
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        due.CancelAfter(NextLook());
        try
        {
            await signal.Reader.ReadAsync(due.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    private void Ring() => signal.Writer.TryWrite(0);
}
