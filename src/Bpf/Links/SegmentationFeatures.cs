namespace K8sMirror.Bpf.Links;

/// <summary>Derives from a device's active features which packets it cuts and checksums itself; names as in ethtool -k.</summary>
internal static class SegmentationFeatures
{
    public static SegmentationOffloads Of(IReadOnlySet<string> active)
    {
        if (!active.Contains("tx-scatter-gather"))
        {
            return SegmentationOffloads.None;
        }
        var any = active.Contains("tx-checksum-ip-generic");
        return (active.Contains("tx-tcp-segmentation") && (any || active.Contains("tx-checksum-ipv4")) ? SegmentationOffloads.Tcp4 : 0)
            | (active.Contains("tx-tcp6-segmentation") && (any || active.Contains("tx-checksum-ipv6")) ? SegmentationOffloads.Tcp6 : 0);
    }
}
