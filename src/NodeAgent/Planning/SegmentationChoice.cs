using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Who cuts super-packets for a target. A virtual NIC's offloads would pass super-packets to the tool behind it; hardware's do not.</summary>
internal static class SegmentationChoice
{
    /// <summary>What goes to the target whole.</summary>
    /// <param name="wanted">What the owner of the copy asks for.</param>
    /// <param name="source">Source NIC.</param>
    /// <param name="target">Target NIC.</param>
    public static PacketClasses Takes(TargetSegmentation wanted, Link source, Link target) => wanted switch
    {
        TargetSegmentation.Node => PacketClasses.None,
        TargetSegmentation.Device => PacketClasses.All,
        // Frames that exceed the target's MTU are only known once they are cut.
        _ when !target.IsHardware || source.Mtu > target.Mtu => PacketClasses.None,
        _ => (target.Offloads.HasFlag(SegmentationOffloads.Tcp4) ? PacketClasses.Tcp4 : 0)
            | (target.Offloads.HasFlag(SegmentationOffloads.Tcp6) ? PacketClasses.Tcp6 : 0),
    };

    /// <summary>
    /// Packets that go to a collector whole: TCP, if they leave by hardware. It segments this kind of tunnel, or the kernel does behind the NIC's
    /// queue, which costs far less than cutting first; the queue's result is for the whole packet either way. A virtual NIC has no queue, and its
    /// result would be for the last frame only. IPv6 needs a UDP checksum, and ERSPAN counts frames: both need cut frames.
    /// </summary>
    public static PacketClasses Takes(TargetSegmentation wanted, Link source, Link? nic, TunnelWay way)
    {
        const PacketClasses Tcp = PacketClasses.Tcp4 | PacketClasses.Tcp6;
        if (wanted == TargetSegmentation.Node || nic is null || TunnelWay.MtuFor(way.Tunnel, source.Mtu) > way.Mtu
            || way.Tunnel.Type == TunnelType.ERSPAN || TunnelWay.IsSummed(way.Tunnel))
        {
            return PacketClasses.None;
        }
        return wanted == TargetSegmentation.Device || nic.IsHardware ? Tcp : PacketClasses.None;
    }

    /// <summary>The word in texts and status for who cuts for this target.</summary>
    public static TargetSegmentation Word(PacketClasses takes) => takes == PacketClasses.None ? TargetSegmentation.Node : TargetSegmentation.Device;
}
