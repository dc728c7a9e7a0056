namespace K8sMirror.Bpf.Hooks;

/// <summary>Where an XDP program runs.</summary>
public enum XdpMode
{
    /// <summary>In the kernel's generic path, on any device (XDP_FLAGS_SKB_MODE).</summary>
    Generic = 2,

    /// <summary>In the driver (XDP_FLAGS_DRV_MODE).</summary>
    Native = 4,
}
