using System.Globalization;
using K8sMirror.Bpf.Links;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Options;

namespace K8sMirror.NodeAgent.Datapath.Devices;

/// <summary>
/// The veth pair to the offload CPUs, with all offloads, so that super-packets cross it whole. The kernel spreads what its receiver gets
/// over the CPUs of a mask (RPS), by the hash that our program gives each packet.
/// </summary>
internal sealed class OffloadDevice(string netDirectory) : PairDevice(Pair)
{
    /// <summary>Names and offloads. Without scatter-gather and checksums there is no segmentation offload either.</summary>
    public static readonly PairTraits Pair = new(
        "offload", OffloadDevices.In, OffloadDevices.Out, "offload",
        [EthtoolFeature.ScatterGather, EthtoolFeature.TxChecksum, EthtoolFeature.TcpSegmentation, EthtoolFeature.GenericSegmentation], HasOffloads: true);

    /// <summary>Sets the mask of CPUs if it is another one.</summary>
    /// <exception cref="OffloadException">It cannot be set; the message says why.</exception>
    public void Direct(CpuList cpus)
    {
        var device = Path.Combine(netDirectory, OffloadDevices.Out);
        var mask = Path.Combine(device, "queues", "rx-0", "rps_cpus");
        try
        {
            if (!File.Exists(Path.Combine(device, "ifindex")) || int.Parse(File.ReadAllText(Path.Combine(device, "ifindex")), CultureInfo.InvariantCulture) != ReceiverIndex)
            {
                throw new OffloadException($"{netDirectory} does not show {OffloadDevices.Out}: it is the sysfs of another network namespace; mount this one's there");
            }
            if (!File.Exists(mask))
            {
                throw new OffloadException($"{mask} does not exist: the kernel has no RPS (CONFIG_RPS)");
            }
            if (CpuList.FromMask(File.ReadAllText(mask)) == cpus)
            {
                return;
            }
            File.WriteAllText(mask, cpus.ToMask());
            if (CpuList.FromMask(File.ReadAllText(mask)) is var taken && taken != cpus)
            {
                throw new OffloadException($"the kernel takes only {(taken is null ? "none" : taken)} of {cpus} into {mask}: isolated CPUs (isolcpus, nohz_full) get no packets from others");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OffloadException($"{mask} cannot be written ({e.Message.TrimEnd('.')}); it takes a sysfs that is not read-only, root and CAP_NET_ADMIN", e);
        }
    }
}
