using K8sMirror.Core.Planning;
using K8sMirror.NodeAgent.Datapath.Counters;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>An edge as its pins tell.</summary>
/// <param name="Key">By the names that it was programmed with.</param>
/// <param name="SourceIndex">Interface index that the hook is on.</param>
/// <param name="TargetIndex">Interface index that copies are sent to.</param>
/// <param name="IsAttached">True if the program is on the source's hook; false if its NIC is gone.</param>
/// <param name="IsTargetThere">True if the target's NIC is there.</param>
/// <param name="IsStopped">True if the loop breaker holds it.</param>
/// <param name="Counters">Its counters.</param>
internal sealed record PinnedEdge(
    EdgeKey Key, int SourceIndex, int TargetIndex, bool IsAttached, bool IsTargetThere, bool IsStopped, EdgeCounters Counters);
