namespace K8sMirror.Core.Api;

/// <summary>What the node's kernel can do, as the agent found by trying.</summary>
public sealed record NodeKernel
{
    /// <summary><c>uname -r</c>.</summary>
    public string Release { get; init => field = value ?? ""; } = "";

    /// <summary>How programs are attached: <c>tcx</c> or <c>clsact</c>; null if neither works.</summary>
    public string? AttachMode { get; init; }

    /// <summary>
    /// Which boot of the node this status speaks of, as the Node's <c>status.nodeInfo.bootID</c> names it; empty: not known.
    /// </summary>
    public string BootID { get; init => field = value ?? ""; } = "";
}
