using System.Net;
using k8s;
using k8s.Models;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Leading;

/// <summary>
/// Leader election through a Lease. Not KubernetesClient's, which uses the wall clock, lets a renewal run past its deadline, still
/// reports that it leads after it has lost, and never releases the Lease, so that each rollout would wait for it to expire. Clocks of
/// different machines are never compared: a follower waits for a full duration after the last change of the Lease that it saw itself.
/// </summary>
internal sealed partial class LeaseElector(
    ApiConnection api, LeaseOptions options, OperatorMetrics metrics, TimeProvider clock, ILogger<LeaseElector> logger)
{
    private V1Lease? seen;
    private long seenAt;

    /// <summary>Leads whenever it can, until <paramref name="stopping"/>; then releases the Lease.</summary>
    public async Task RunAsync(Func<Leadership, Task> lead, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (await TryHoldAsync(stopping).ConfigureAwait(false) is { } until)
            {
                using var term = new Leadership(clock, options.WriteTimeout, stopping);
                term.Extend(until);
                await LeadAsync(term, lead).ConfigureAwait(false);
                await ReleaseAsync().ConfigureAwait(false);
            }

            await PauseAsync(stopping).ConfigureAwait(false);
        }
    }

    private async Task LeadAsync(Leadership term, Func<Leadership, Task> lead)
    {
        LogLeading(options.Identity);
        metrics.Leading(true);
        try
        {
            var work = lead(term);
            while (!term.Ended.IsCancellationRequested && !work.IsCompleted)
            {
                await PauseAsync(term.Ended).ConfigureAwait(false);
                if (!term.Ended.IsCancellationRequested && await TryHoldAsync(term.Ended).ConfigureAwait(false) is { } until)
                {
                    term.Extend(until);
                }
                else if (seen?.Spec?.HolderIdentity != options.Identity)
                {
                    term.End();
                }
            }

            term.End();
            await work.ConfigureAwait(false);
        }
        finally
        {
            metrics.Leading(false);
            LogStopped(options.Identity);
        }
    }

    /// <summary>Takes or renews the Lease; returns the timestamp until which we may act, or null.</summary>
    private async Task<long?> TryHoldAsync(CancellationToken cancellation)
    {
        using var request = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        request.CancelAfter(options.WriteTimeout);
        try
        {
            if (seen?.Spec?.HolderIdentity != options.Identity)
            {
                await LookAsync(request.Token).ConfigureAwait(false);
                if (HeldByAnother())
                {
                    return null;
                }
            }

            var before = clock.GetTimestamp();
            await WriteAsync(options.Identity, request.Token).ConfigureAwait(false);
            return before + (long)(options.RenewDeadline.TotalSeconds * clock.TimestampFrequency);
        }
        catch (ApiRefusedException error) when (error.Status is HttpStatusCode.Conflict)
        {
            // Someone else wrote it: read it again before the next try. If we led, the term continues until its own end, or until we see another name.
            await LookQuietlyAsync(request.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is ApiRefusedException or HttpRequestException or IOException or OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested)
            {
                LogFailed(options.Name, Transient.Reason(error));
            }

            return null;
        }
    }

    private bool HeldByAnother()
    {
        var spec = seen?.Spec;
        return !string.IsNullOrEmpty(spec?.HolderIdentity)
            && clock.GetElapsedTime(seenAt) < TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? options.Duration.TotalSeconds);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var lease = await api.CoordinationV1.ReadNamespacedLeaseAsync(options.Name, options.Namespace, cancellationToken: cancellation)
                .ConfigureAwait(false);
            if (seen?.Metadata.ResourceVersion != lease.Metadata.ResourceVersion || seen.Metadata.Uid != lease.Metadata.Uid)
            {
                (seen, seenAt) = (lease, clock.GetTimestamp());
            }
        }
        catch (ApiRefusedException error) when (error.Status is HttpStatusCode.NotFound)
        {
            seen = null;
        }
    }

    private async Task LookQuietlyAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ApiRefusedException or HttpRequestException or IOException or OperationCanceledException)
        {
            LogFailed(options.Name, Transient.Reason(error));
        }
    }

    private async Task WriteAsync(string holder, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var old = seen?.Spec;
        var same = old?.HolderIdentity == holder;
        var lease = new V1Lease
        {
            Metadata = new V1ObjectMeta
            {
                Name = options.Name,
                NamespaceProperty = options.Namespace,
                ResourceVersion = seen?.Metadata.ResourceVersion,
            },
            Spec = new V1LeaseSpec
            {
                HolderIdentity = holder,
                LeaseDurationSeconds = holder.Length == 0 ? 1 : Math.Max(1, (int)Math.Ceiling(options.Duration.TotalSeconds)),
                AcquireTime = same ? old!.AcquireTime : now,
                RenewTime = now,
                LeaseTransitions = (old?.LeaseTransitions ?? 0) + (same || holder.Length == 0 || old is null ? 0 : 1),
            },
        };
        seen = seen is null
            ? await api.CoordinationV1.CreateNamespacedLeaseAsync(lease, options.Namespace, cancellationToken: cancellation).ConfigureAwait(false)
            : await api.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, options.Name, options.Namespace, cancellationToken: cancellation)
                .ConfigureAwait(false);
        seenAt = clock.GetTimestamp();
    }

    /// <summary>None of our writes is in progress any more, so another leader may begin at once.</summary>
    private async Task ReleaseAsync()
    {
        if (seen?.Spec?.HolderIdentity != options.Identity)
        {
            return;
        }

        using var request = new CancellationTokenSource(options.WriteTimeout);
        try
        {
            await WriteAsync("", request.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ApiRefusedException or HttpRequestException or IOException or OperationCanceledException)
        {
            // It expires by itself, and may be another's by now.
            LogFailed(options.Name, Transient.Reason(error));
            await LookQuietlyAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(options.Retry * (0.9 + (Random.Shared.NextDouble() / 5)), cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller's condition ends it.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Leading as {Identity}")]
    private partial void LogLeading(string identity);

    [LoggerMessage(Level = LogLevel.Information, Message = "No longer leading as {Identity}")]
    private partial void LogStopped(string identity);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Lease} could not be read or written: {Reason}")]
    private partial void LogFailed(string lease, string reason);
}
