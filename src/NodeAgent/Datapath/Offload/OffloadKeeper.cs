using K8sMirror.Bpf;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Hooks;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Offload;

/// <summary>
/// Keeps the pair to the offload CPUs as the options say. Where that is impossible, copies are made where the packet is: that is slower for
/// production, within the budget, and right.
/// </summary>
internal sealed class OffloadKeeper(DatapathOptions options, ConfigKeeper config) : IDisposable
{
    private readonly OffloadDevice device = new(options.NetDirectory);
    private bool isTidy = options.OffloadCpus is not null;

    /// <summary>Why there is no offload although CPUs are configured; null if there is, or none are.</summary>
    public string? Problem { get; private set; }

    /// <summary>Creates or repairs it.</summary>
    /// <returns>Interface index of its sender; 0: copies are made where the packet is.</returns>
    public int Restore(IHooks hooks, DatapathLoader loader)
    {
        Problem = null;
        if (options.OffloadCpus is not { } cpus)
        {
            return 0;
        }
        try
        {
            if (OffloadCpus.Problem(cpus) is { } problem)
            {
                throw new OffloadException(problem);
            }
            device.Restore(config.OffloadIndex);
            hooks.EnsurePair(device, loader.Direct, loader.Offloaded);
            device.Direct(cpus);
            config.PlaceOffloadCpus(cpus);
            return device.SenderIndex;
        }
        catch (Exception e) when (e is OffloadException or KernelException)
        {
            Problem = $"--offload-cpus {cpus} has no effect, copies are made where the packet is: {e.Message}";
            return 0;
        }
    }

    /// <summary>Removes what another agent has left, once it is unused: the programs no longer use it, and traffic in flight has come out.</summary>
    /// <param name="hooks">What attached its programs.</param>
    /// <param name="isUnderWay">True if anything may still be in flight.</param>
    public void RemoveIfUnwanted(IHooks hooks, Func<bool> isUnderWay)
    {
        if (isTidy)
        {
            return;
        }
        if (device.Find())
        {
            if (isUnderWay())
            {
                return;
            }
            hooks.RemovePair(device);
            device.Remove();
            config.PlaceOffloadCpus(null);
        }
        isTidy = true;
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();
}
