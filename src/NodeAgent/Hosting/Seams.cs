using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Everything of the kernel that commands use, so that tests can replace it.</summary>
/// <param name="OpenDatapath">Loads or adopts the datapath.</param>
/// <param name="OpenLinks">Opens the network namespace's NICs.</param>
/// <param name="OpenPaths">Opens the paths to collectors.</param>
/// <param name="OpenPods">Opens the probe for pods' NICs.</param>
/// <param name="Cleanup">Removes everything of the datapath; returns what it removed.</param>
/// <param name="ReadPins">Reads what a former agent has left programmed; null if there is nothing.</param>
/// <param name="Survey">Reads what is attached to a NIC's hooks and how we would attach, without changing anything.</param>
internal sealed record Seams(
    Func<DatapathOptions, IDatapath> OpenDatapath,
    Func<ILinkFeed> OpenLinks,
    Func<ICollectorPaths> OpenPaths,
    Func<IPodProbe> OpenPods,
    Func<DatapathOptions, IReadOnlyList<string>> Cleanup,
    Func<DatapathOptions, PinnedDatapath?> ReadPins,
    IHookSurvey Survey);
