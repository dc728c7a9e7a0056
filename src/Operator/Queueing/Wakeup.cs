using System.Threading.Channels;
using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Queueing;

/// <summary>
/// The queue of one key, the cluster: any number of requests make one pass. Requests do not say what changed, because a pass looks at
/// everything; so no event can be lost or handled in the wrong order.
/// </summary>
internal sealed class Wakeup(OperatorMetrics metrics)
{
    private readonly Channel<byte> channel =
        Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a pass; <paramref name="source"/> is a label of a metric.</summary>
    public void Wake(string source)
    {
        metrics.Woken(source);
        metrics.QueueDepth = 1;
        channel.Writer.TryWrite(0);
    }

    /// <summary>Returns when a pass was asked for, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        due.CancelAfter(atMost);
        try
        {
            await channel.Reader.WaitToReadAsync(due.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Due without a request.
        }
    }

    /// <summary>Takes the request; later requests make another pass.</summary>
    public void Take()
    {
        channel.Reader.TryRead(out _);
        metrics.QueueDepth = 0;
    }
}
