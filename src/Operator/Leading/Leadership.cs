namespace K8sMirror.Operator.Leading;

/// <summary>One term as leader. Every write checks it first; none begins after it, and those in progress may finish.</summary>
internal sealed class Leadership : IDisposable
{
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource ended;
    private long validUntil;

    /// <summary>Begins a term; <paramref name="stopping"/> ends it too.</summary>
    public Leadership(TimeProvider clock, TimeSpan writeTimeout, CancellationToken stopping)
    {
        this.clock = clock;
        ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        WriteTimeout = writeTimeout;
    }

    /// <summary>Longest time that one write may take.</summary>
    public TimeSpan WriteTimeout { get; }

    /// <summary>Cancelled when the term is over.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>False once the term is over, even if a paused process has not yet run its timer.</summary>
    public bool IsHeld => !ended.IsCancellationRequested && clock.GetTimestamp() < Volatile.Read(ref validUntil);

    /// <summary>The Lease was renewed: valid until <paramref name="until"/>, a timestamp of the clock.</summary>
    public void Extend(long until)
    {
        Volatile.Write(ref validUntil, until);
        var left = clock.GetElapsedTime(clock.GetTimestamp(), until);
        if (left > TimeSpan.Zero)
        {
            ended.CancelAfter(left);
        }
        else
        {
            ended.Cancel();
        }
    }

    /// <summary>Ends the term now.</summary>
    public void End() => ended.Cancel();

    /// <summary>A token that limits one write; throws <see cref="OperationCanceledException"/> when the term is over.</summary>
    public CancellationTokenSource BeginWrite()
    {
        if (!IsHeld)
        {
            ended.Cancel();
            throw new OperationCanceledException("no longer the leader", Ended);
        }

        // Not cancelled with the term: the server might execute a write that we no longer wait for, and it ends in time anyway.
        return new CancellationTokenSource(WriteTimeout);
    }

    /// <inheritdoc/>
    public void Dispose() => ended.Dispose();
}
