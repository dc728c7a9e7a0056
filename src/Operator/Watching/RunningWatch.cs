namespace K8sMirror.Operator.Watching;

/// <summary>An informer that can be ended before the program does.</summary>
internal sealed class RunningWatch<T, TStore> : IAsyncDisposable
    where T : class
    where TStore : class, IObjectStore<T>
{
    private readonly CancellationTokenSource end;
    private readonly Informer<T> informer;
    private readonly Task running;

    /// <summary>Starts it.</summary>
    public RunningWatch(Informer<T> informer, TStore store, Action stateChanged, CancellationToken cancellation)
    {
        this.informer = informer;
        Store = store;
        informer.StateChanged += stateChanged;
        end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        running = informer.RunAsync(end.Token);
    }

    /// <summary>The cache.</summary>
    public TStore Store { get; }

    /// <inheritdoc cref="Informer{T}.HasSynced"/>
    public bool HasSynced => informer.HasSynced;

    /// <inheritdoc cref="Informer{T}.Refusal"/>
    public WatchRefusal? Refusal => informer.Refusal;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        end.Dispose();
    }
}
