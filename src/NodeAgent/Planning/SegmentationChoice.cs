using K8sMirror.Bpf.Links;
using K8sMirror.Core.Api;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Who cuts super-packets for a target. A virtual NIC's offloads are a fiction that the tool behind it sees; hardware's are not.</summary>
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
        // Frames that the target's MTU does not take are only told apart once they are cut.
        _ when !target.IsHardware || source.Mtu > target.Mtu => PacketClasses.None,
        _ => (target.Offloads.HasFlag(SegmentationOffloads.Tcp4) ? PacketClasses.Tcp4 : 0)
            | (target.Offloads.HasFlag(SegmentationOffloads.Tcp6) ? PacketClasses.Tcp6 : 0),
    };

    /// <summary>The word for people and for the status: who cuts for this target.</summary>
    public static TargetSegmentation Word(PacketClasses takes) => takes == PacketClasses.None ? TargetSegmentation.Node : TargetSegmentation.Device;
}
