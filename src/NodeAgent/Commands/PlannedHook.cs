using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>A hook that would get a program of ours.</summary>
/// <param name="Interface">NIC.</param>
/// <param name="Direction">Hook.</param>
/// <param name="Offload">True if the CPUs of <c>--offload-cpus</c> would make its copies.</param>
/// <param name="OffloadReason">Why they would, or would not.</param>
/// <param name="Others">Programs of others on it, in the order in which they run; ours runs before them and passes every packet on.</param>
internal sealed record PlannedHook(string Interface, EdgeDirection Direction, bool Offload, string OffloadReason, IReadOnlyList<string> Others);
