using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;

namespace K8sMirror.NodeAgent.Datapath.Pins;

/// <summary>Makes sure that the pin folder is on a bpffs and only ours.</summary>
internal static class PinFolder
{
    private const string Standard = "/sys/fs/bpf";

    /// <summary>Makes it, and claims it for this process.</summary>
    /// <exception cref="KernelException">There is no bpffs and none can be mounted; or others may change what is in the folder.</exception>
    /// <exception cref="PinsInUseException">Another agent has the folder.</exception>
    public static FolderLock Claim(PinLayout pins)
    {
        Prepare(pins);
        RefuseNewer(pins);
        return PinClaim.Take(pins);
    }

    private static void Prepare(PinLayout pins)
    {
        if (pins.Root.StartsWith(Standard + "/", StringComparison.Ordinal) && !BpfFs.IsOn(Standard))
        {
            Mount();
        }
        var isNew = !Directory.Exists(pins.Root);
        BpfFs.MakeDirectory(pins.Root);
        if (!BpfFs.IsOn(pins.Root))
        {
            if (isNew)
            {
                Directory.Delete(pins.Root);
            }
            throw new KernelException(Errno.EINVAL, $"use {pins.Root} for pins: it is not on a bpffs; mount one (mount -t bpf bpf {Standard}) or choose another --pin-dir");
        }
        FolderGuard.Close(pins.Root);
        BpfFs.MakeDirectory(pins.Version);
    }

    /// <summary>What a newer agent left would continue beside ours, and each packet would be copied twice.</summary>
    private static void RefuseNewer(PinLayout pins)
    {
        if (pins.Versions is [.., var newest] && newest > pins.Abi)
        {
            throw new KernelException(
                Errno.EEXIST,
                $"use {pins.Root} for pins: a newer K8sMirror (ABI v{newest}) mirrors on this node and this one knows ABI v{pins.Abi}; "
                + "run the newer agent, or its 'cleanup' before this one");
        }
    }

    private static void Mount()
    {
        try
        {
            BpfFs.Mount(Standard);
        }
        catch (KernelException refusal)
        {
            // Not as EPERM: the mount is missing, not a capability.
            throw new KernelException(
                Errno.EINVAL,
                $"use {Standard} for pins: there is no bpffs, and the agent may not mount one ({refusal.Message}); mount it on the node (mount -t bpf bpf {Standard}) and, in a container, bring it in");
        }
    }
}
