using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Datapath.Devices;

/// <summary>The cutter: its sender has no offloads, so the kernel segments and checksums what enters it; frames come out on the same CPU.</summary>
internal sealed class CutterDevice() : PairDevice(Pair)
{
    /// <summary>Names and offloads.</summary>
    public static readonly PairTraits Pair = new(
        "cutter", CutterDevices.In, CutterDevices.Out, "cutter",
        [EthtoolFeature.TcpSegmentation, EthtoolFeature.GenericSegmentation, EthtoolFeature.TxChecksum], HasOffloads: false);
}
