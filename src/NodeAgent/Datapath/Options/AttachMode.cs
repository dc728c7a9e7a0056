namespace K8sMirror.NodeAgent.Datapath.Options;

/// <summary>How programs are attached to a NIC.</summary>
public enum AttachMode
{
    /// <summary>TCX where the kernel has it, else clsact; found by trying.</summary>
    Auto,

    /// <summary>TCX links (Linux 6.6): at the head of the chain, owned, atomic to replace.</summary>
    Tcx,

    /// <summary>clsact filters, for older kernels.</summary>
    Clsact,
}
