namespace K8sMirror.Core.Api;

/// <summary>What the node's kernel can do, as the agent found by trying.</summary>
public sealed record NodeKernel
{
    /// <summary><c>uname -r</c>.</summary>
    public string Release { get; init => field = value ?? ""; } = "";

    /// <summary>How programs are attached: <c>tcx</c> or <c>clsact</c>; null if neither works.</summary>
    public string? AttachMode { get; init; }

    /// <summary>Boot ID of the node that this status is about, as in the Node's <c>status.nodeInfo.bootID</c>; empty if not known.</summary>
    public string BootID { get; init => field = value ?? ""; } = "";
}
