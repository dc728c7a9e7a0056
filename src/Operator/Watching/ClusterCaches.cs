using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Api;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using Microsoft.Extensions.Hosting;

namespace K8sMirror.Operator.Watching;

/// <summary>The caches. They run on every replica, so that a follower can lead at once.</summary>
internal sealed class ClusterCaches : BackgroundService
{
    private readonly Informer<TrafficMirror> mirrors;
    private readonly Informer<NodeMirror> nodeMirrors;
    private readonly Informer<NodeFacts> nodes;
    private readonly Informer<AddressSetFacts> addressSets;
    private readonly Informer<AgentPod>? agentPods;

    /// <summary>Wires each cache to <paramref name="wakeup"/>.</summary>
    public ClusterCaches(WatchFactory watches, OperatorOptions options, LeaseOptions lease, Wakeup wakeup, TimeProvider clock)
    {
        // Every field of our own kinds matters, so another version is another object.
        (mirrors, Mirrors) = Create(Kinds.TrafficMirrors, static (_, _) => false);
        (nodeMirrors, NodeMirrors) = Create(Kinds.NodeMirrors, static (_, _) => false);
        (nodes, Nodes) = Create(Kinds.Nodes, NodeFacts.Same);
        // AddressSetLoop gets its changes, and passes on those that matter to mirrors.
        AddressSets = new ObjectStore<AddressSetFacts>(static (_, _) => false, clock);
        addressSets = watches.Create(Kinds.AddressSets, AddressSets);
        if (options.AgentSelector is { } selector)
        {
            (agentPods, AgentPods) = Create(Kinds.AgentPods(lease.Namespace, selector), static (a, b) => a == b);
        }

        Pods = new(Mirrors, watches, options, clock, () => wakeup.Wake("Pod"));

        (Informer<T>, ObjectStore<T>) Create<T>(ResourceKind<T> kind, Func<T, T, bool> same)
            where T : class
        {
            var store = new ObjectStore<T>(same, clock);
            store.Changed += () => wakeup.Wake(kind.Name);
            return (watches.Create(kind, store), store);
        }
    }

    /// <summary>TrafficMirrors.</summary>
    public ObjectStore<TrafficMirror> Mirrors { get; }

    /// <summary>NodeMirrors.</summary>
    public ObjectStore<NodeMirror> NodeMirrors { get; }

    /// <summary>Nodes.</summary>
    public ObjectStore<NodeFacts> Nodes { get; }

    /// <summary>AddressSets.</summary>
    public ObjectStore<AddressSetFacts> AddressSets { get; }

    /// <summary>The agents' pods; null when they are not watched.</summary>
    public ObjectStore<AgentPod>? AgentPods { get; }

    /// <summary>All pods, while a mirror selects pods. Other mirrors do not wait for them: <see cref="HaveSynced"/> ignores them.</summary>
    public PodWatch Pods { get; }

    /// <summary>True once each cache has held a complete list: nothing may be planned before.</summary>
    public bool HaveSynced => mirrors.HasSynced && nodeMirrors.HasSynced && nodes.HasSynced && addressSets.HasSynced && agentPods?.HasSynced != false;

    /// <summary>Kinds that have not been listed yet, for a message.</summary>
    public string Missing => string.Join(", ", new (string Kind, bool Synced)[]
    {
        (mirrors.Kind, mirrors.HasSynced), (nodeMirrors.Kind, nodeMirrors.HasSynced), (nodes.Kind, nodes.HasSynced),
        (addressSets.Kind, addressSets.HasSynced), (agentPods?.Kind ?? "", agentPods?.HasSynced != false),
    }.Where(cache => !cache.Synced).Select(cache => cache.Kind));

    /// <summary>
    /// Lists everything again. A new leader does this first, so that it does not decide on a state from before its predecessor's last
    /// write.
    /// </summary>
    public Task RelistAsync(CancellationToken cancellation)
    {
        Pods.Relist();
        return Task.WhenAll(
            mirrors.RelistAsync(cancellation), nodeMirrors.RelistAsync(cancellation), nodes.RelistAsync(cancellation),
            addressSets.RelistAsync(cancellation), agentPods?.RelistAsync(cancellation) ?? Task.CompletedTask);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        mirrors.RunAsync(stoppingToken), nodeMirrors.RunAsync(stoppingToken), nodes.RunAsync(stoppingToken),
        addressSets.RunAsync(stoppingToken), agentPods?.RunAsync(stoppingToken) ?? Task.CompletedTask, Pods.RunAsync(stoppingToken));
}
