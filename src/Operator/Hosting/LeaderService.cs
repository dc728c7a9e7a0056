using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.Hosting;

namespace K8sMirror.Operator.Hosting;

/// <summary>Stands for election once the caches have synced: a replica that cannot read would be useless as leader.</summary>
internal sealed class LeaderService(LeaseElector elector, ReconcileLoop loop, AddressSetLoop addressSets, EventRecorder events, ClusterCaches caches) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!caches.HaveSynced)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await elector.RunAsync(LeadAsync, stoppingToken).ConfigureAwait(false);
    }

    private async Task LeadAsync(Leadership term)
    {
        Task[] loops = [events.RunAsync(term), loop.RunAsync(term), addressSets.RunAsync(term)];
        // Each ends only with the term, or by a bug, which ends the term.
        await Task.WhenAny(loops).ConfigureAwait(false);
        term.End();
        await Task.WhenAll(loops).ConfigureAwait(false);
    }
}
