using System.Diagnostics;
using K8sMirror.Cluster;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Reconciling;

/// <summary>The leader's loop: wait until asked, let changes gather for a moment, make one pass. Errors end here, logged once.</summary>
internal sealed partial class ReconcileLoop(
    ClusterCaches caches, Wakeup wakeup, Reconciler reconciler, OperatorMetrics metrics, OperatorOptions options, ILogger<ReconcileLoop> logger)
{
    // During a large change, passes take at most about half of a CPU. Waiting for the API server does not count: a change that came meanwhile is handled at once.
    private static readonly TimeSpan LongestGather = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the term is over.</summary>
    public async Task RunAsync(Leadership term)
    {
        try
        {
            await caches.RelistAsync(term.Ended).ConfigureAwait(false);
            await LoopAsync(term).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (term.Ended.IsCancellationRequested)
        {
            // The term is over.
        }
    }

    private async Task LoopAsync(Leadership term)
    {
        var backoff = new Backoff(new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15)));
        var (gather, ended) = (options.Debounce, Stopwatch.GetTimestamp());
        wakeup.Wake("leading");
        var wait = options.Resync;
        while (true)
        {
            await wakeup.WaitAsync(wait, term.Ended).ConfigureAwait(false);
            // Time spent waiting for a request counts, so the first change after a quiet time is not delayed.
            var left = gather - Stopwatch.GetElapsedTime(ended);
            await Task.Delay(left > options.Debounce ? left : options.Debounce, term.Ended).ConfigureAwait(false);
            wakeup.Take();
            var (started, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            string outcome;
            try
            {
                var result = await PassAsync(term).ConfigureAwait(false);
                backoff.Reset();
                outcome = result.Outcome;
                wait = result.Again is { } again && again < options.Resync ? again : options.Resync;
            }
            catch (Exception error) when (IsTransient(error))
            {
                // At the end of a term, an interrupted write is expected, however it failed.
                term.Ended.ThrowIfCancellationRequested();
                outcome = "error";
                var delay = backoff.Next();
                LogFailed((int)delay.TotalMilliseconds, Transient.Reason(error));
                await Task.Delay(delay, term.Ended).ConfigureAwait(false);
                wakeup.Wake("retry");
            }

            metrics.Reconciled(Stopwatch.GetElapsedTime(started), outcome);
            worked = Environment.CpuUsage.TotalTime - worked;
            (gather, ended) = (worked < LongestGather ? worked : LongestGather, Stopwatch.GetTimestamp());
        }
    }

    private async Task<PassResult> PassAsync(Leadership term)
    {
        using var span = OperatorMetrics.Activities.StartActivity("reconcile");
        var result = await reconciler.PassAsync(term).ConfigureAwait(false);
        span?.SetTag("k8smirror.outcome", result.Outcome);
        return result;
    }

    private static bool IsTransient(Exception error) =>
        error is HttpRequestException or ApiRefusedException or IOException or TimeoutException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A pass failed, next try in {DelayMs} ms: {Reason}")]
    private partial void LogFailed(int delayMs, string reason);
}
