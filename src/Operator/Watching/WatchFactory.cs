using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Watching;

/// <summary>Makes informers.</summary>
internal sealed class WatchFactory(ApiConnection api, InformerOptions options, OperatorMetrics metrics, TimeProvider clock, ILoggerFactory loggers)
{
    /// <summary>An informer that writes to a store.</summary>
    public Informer<T> Create<T>(ResourceKind<T> kind, IObjectStore<T> store)
        where T : class =>
        new(api, kind, store, options, metrics, clock, loggers.CreateLogger("K8sMirror.Operator.Watching." + kind.Name));

    /// <summary>Starts one that runs until it is disposed of, or <paramref name="cancellation"/> comes.</summary>
    public RunningWatch<T, TStore> Start<T, TStore>(ResourceKind<T> kind, TStore store, Action stateChanged, CancellationToken cancellation)
        where T : class
        where TStore : class, IObjectStore<T> =>
        new(Create(kind, store), store, stateChanged, cancellation);
}
