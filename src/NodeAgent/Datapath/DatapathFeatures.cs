using K8sMirror.NodeAgent.Datapath.Kernel;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>What this kernel and this process can do, determined by trying.</summary>
/// <param name="Release"><c>uname -r</c>.</param>
/// <param name="Attach">How programs are attached: <c>tcx</c> or <c>clsact</c>.</param>
/// <param name="Warnings">What works less well than it could, and how to fix it.</param>
public sealed record DatapathFeatures(string Release, string Attach, IReadOnlyList<string> Warnings)
{
    /// <summary>Why nothing can be programmed here; null if it can.</summary>
    internal KernelFailure? Refusal { get; init; }
}
