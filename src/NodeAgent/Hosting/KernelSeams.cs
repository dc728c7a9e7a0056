using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>The seams over the kernel of this host.</summary>
internal static class KernelSeams
{
    /// <summary>Touches nothing until a command uses them.</summary>
    public static Seams Create() => new(
        options => new RestingDatapath(options),
        () => new KernelLinkFeed(),
        () => new KernelCollectorPaths(),
        () => new KernelPodProbe(),
        KernelDatapath.Cleanup,
        PinnedDatapath.Read,
        new KernelHookSurvey());
}
