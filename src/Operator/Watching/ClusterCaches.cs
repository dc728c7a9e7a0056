using K8sMirror.Core.Api;
using K8sMirror.Operator.Connection;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Watching;

/// <summary>The caches. They run on every replica, so that a follower can lead at once.</summary>
internal sealed class ClusterCaches : BackgroundService
{
    private readonly Informer<TrafficMirror> _mirrors;
    private readonly Informer<NodeMirror> _nodeMirrors;
    private readonly Informer<NodeFacts> _nodes;
    private readonly Informer<AddressSetFacts> _addressSets;
    private readonly Informer<AgentPod>? _agentPods;

    /// <summary>Wires each cache to <paramref name="wakeup"/>.</summary>
    public ClusterCaches(
        ApiConnection api, InformerOptions options, OperatorOptions operatorOptions, LeaseOptions lease, Wakeup wakeup, OperatorMetrics metrics,
        TimeProvider clock, ILoggerFactory loggers)
    {
        // Every field of our own kinds matters, so another version is another object.
        _mirrors = Create(Kinds.TrafficMirrors, static (_, _) => false);
        _nodeMirrors = Create(Kinds.NodeMirrors, static (_, _) => false);
        _nodes = Create(Kinds.Nodes, NodeFacts.Same);
        // AddressSetLoop hears its changes, and tells of those that concern mirrors.
        _addressSets = Inform(Kinds.AddressSets, new ObjectStore<AddressSetFacts>(static (_, _) => false, clock));
        _agentPods = operatorOptions.AgentSelector is { } selector
            ? Create(Kinds.AgentPods(lease.Namespace, selector), static (a, b) => a == b)
            : null;

        Informer<T> Create<T>(ResourceKind<T> kind, Func<T, T, bool> same)
            where T : class
        {
            var store = new ObjectStore<T>(same, clock);
            store.Changed += () => wakeup.Wake(kind.Name);
            return Inform(kind, store);
        }

        Informer<T> Inform<T>(ResourceKind<T> kind, ObjectStore<T> store)
            where T : class =>
            new(api, kind, store, options, metrics, loggers.CreateLogger("K8sMirror.Operator.Watching." + kind.Name));
    }

    /// <summary>TrafficMirrors.</summary>
    public ObjectStore<TrafficMirror> Mirrors => _mirrors.Store;

    /// <summary>NodeMirrors.</summary>
    public ObjectStore<NodeMirror> NodeMirrors => _nodeMirrors.Store;

    /// <summary>Nodes.</summary>
    public ObjectStore<NodeFacts> Nodes => _nodes.Store;

    /// <summary>AddressSets.</summary>
    public ObjectStore<AddressSetFacts> AddressSets => _addressSets.Store;

    /// <summary>The agents' pods; null when they are not watched.</summary>
    public ObjectStore<AgentPod>? AgentPods => _agentPods?.Store;

    /// <summary>True once each cache has held a complete list: nothing may be planned before.</summary>
    public bool HaveSynced => _mirrors.HasSynced && _nodeMirrors.HasSynced && _nodes.HasSynced && _addressSets.HasSynced && _agentPods?.HasSynced != false;

    /// <summary>Kinds that have not been listed yet, for a message.</summary>
    public string Missing => string.Join(", ", new (string Kind, bool Synced)[]
    {
        (_mirrors.Kind, _mirrors.HasSynced), (_nodeMirrors.Kind, _nodeMirrors.HasSynced), (_nodes.Kind, _nodes.HasSynced),
        (_addressSets.Kind, _addressSets.HasSynced), (_agentPods?.Kind ?? "", _agentPods?.HasSynced != false),
    }.Where(cache => !cache.Synced).Select(cache => cache.Kind));

    /// <summary>
    /// Lists everything anew. A new leader does this first, so that it does not decide on a state from before its predecessor's last
    /// write.
    /// </summary>
    public Task RelistAsync(CancellationToken cancellation) => Task.WhenAll(
        _mirrors.RelistAsync(cancellation), _nodeMirrors.RelistAsync(cancellation), _nodes.RelistAsync(cancellation),
        _addressSets.RelistAsync(cancellation), _agentPods?.RelistAsync(cancellation) ?? Task.CompletedTask);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        _mirrors.RunAsync(stoppingToken), _nodeMirrors.RunAsync(stoppingToken), _nodes.RunAsync(stoppingToken),
        _addressSets.RunAsync(stoppingToken), _agentPods?.RunAsync(stoppingToken) ?? Task.CompletedTask);
}
