namespace K8sMirror.Operator.Watching;

/// <summary>An informer that can be stopped before the program.</summary>
internal sealed class RunningWatch<T, TStore> : IAsyncDisposable
    where T : class
    where TStore : class, IObjectStore<T>
{
    private readonly CancellationTokenSource end;
    private readonly CancellationToken ended;
    private readonly Informer<T> informer;
    private readonly Action stateChanged;
    private readonly Task running;
    private int relisting;

    /// <summary>Starts it.</summary>
    public RunningWatch(Informer<T> informer, TStore store, Action stateChanged, CancellationToken cancellation)
    {
        this.informer = informer;
        this.stateChanged = stateChanged;
        Store = store;
        informer.StateChanged += stateChanged;
        end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ended = end.Token;
        running = informer.RunAsync(ended);
    }

    /// <summary>The cache.</summary>
    public TStore Store { get; }

    /// <summary>True while the cache holds a complete list that was begun after the last <see cref="Relist"/>.</summary>
    public bool HasSynced => informer.HasSynced && Volatile.Read(ref relisting) == 0;

    /// <inheritdoc cref="Informer{T}.Refusal"/>
    public WatchRefusal? Refusal => informer.Refusal;

    /// <summary>Lists again, and does not wait for it.</summary>
    public void Relist()
    {
        Interlocked.Increment(ref relisting);
        _ = EndAsync(informer.RelistAsync(ended));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        end.Dispose();
    }

    private async Task EndAsync(Task listed)
    {
        // Otherwise it ends only with the watch.
        await listed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref relisting);
        stateChanged();
    }
}
