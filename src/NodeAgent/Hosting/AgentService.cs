using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Reconciling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Starts and ends the agent with the host. Gates are in its start: a second agent, a kernel that cannot, an address in use.</summary>
internal sealed class AgentService(
    AgentSettings settings, Seams seams, ISpecSource source, TimeProvider time, ILoggerFactory logs, IHostApplicationLifetime lifetime)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private AgentParts? parts;
    private Exception? failure;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        parts = AgentParts.Open(settings, seams, source, time, logs);
        parts.Loop.Start();
        _ = GuardAsync(parts.Loop.Ended);
        _ = GuardAsync(source.WatchAsync(parts.Loop.Want, ending.Token));
        _ = GuardAsync(parts.StatusServer.ServeAsync(ending.Token));
        HostLog.Started(logs.CreateLogger<AgentService>(), BuildVersion.Text, source.Description, parts.Datapath.Features.Attach,
            settings.Datapath.CpuBudget);
        foreach (var warning in parts.Datapath.Features.Warnings)
        {
            HostLog.Warning(logs.CreateLogger<AgentService>(), warning);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        parts?.Loop.Stop();
    }

    /// <summary>Reports a failure that ended the agent.</summary>
    public void ThrowIfFailed()
    {
        if (failure is not null)
        {
            throw new InvalidOperationException($"the agent ended: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parts?.Dispose();
        ending.Dispose();
    }

    // Loop and sources deal with what can go wrong outside; what comes out of them is a bug, and a bug ends the agent. Its mirrors continue from their pins.
    private async Task GuardAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            failure = e;
            HostLog.Bug(logs.CreateLogger<AgentService>(), e);
            lifetime.StopApplication();
        }
    }
}
