using K8sMirror.NodeAgent.Collectors;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Pods;
using K8sMirror.NodeAgent.Reconciling;

namespace K8sMirror.NodeAgent.Hosting;

/// <summary>Everything of the kernel that commands touch, so that tests can put something else there.</summary>
/// <param name="OpenDatapath">Loads or adopts the datapath.</param>
/// <param name="OpenLinks">Opens the network namespace's NICs.</param>
/// <param name="OpenPaths">Opens the ways to collectors.</param>
/// <param name="OpenPods">Opens the way to ask for pods' NICs.</param>
/// <param name="Cleanup">Removes all that the datapath has made; says each thing that it removed.</param>
/// <param name="ReadPins">Reads what an agent that is gone has left programmed; null if there is nothing.</param>
/// <param name="Survey">Reads what sits on a NIC's hooks and how we would attach, without changing anything.</param>
internal sealed record Seams(
    Func<DatapathOptions, IDatapath> OpenDatapath,
    Func<ILinkFeed> OpenLinks,
    Func<ICollectorPaths> OpenPaths,
    Func<IPodProbe> OpenPods,
    Func<DatapathOptions, IReadOnlyList<string>> Cleanup,
    Func<DatapathOptions, PinnedDatapath?> ReadPins,
    IHookSurvey Survey);
