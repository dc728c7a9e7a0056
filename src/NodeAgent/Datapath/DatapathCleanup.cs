using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;
using K8sMirror.Bpf.Links;
using K8sMirror.NodeAgent.Datapath.Devices;
using K8sMirror.NodeAgent.Datapath.Hooks;
using K8sMirror.NodeAgent.Datapath.Pins;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Leaves the node as it was before the first agent: copying stops first, then everything that is provably ours is removed.</summary>
internal static class DatapathCleanup
{
    /// <summary>Removes it all; idempotent.</summary>
    /// <returns>What was removed, a line each.</returns>
    public static IReadOnlyList<string> Run(PinLayout pins)
    {
        var removed = new List<string>();
        using (var maps = DatapathMaps.TryOpen(pins))
        {
            foreach (var key in maps?.Sources.Keys() ?? [])
            {
                maps!.Sources.Delete(key);
            }
        }
        foreach (var ours in pins.Versions.Append(pins.Abi).Distinct().Select(v => new TcxHooks(pins with { Abi = v })).Append<IHooks>(new ClsactFilters(pins)))
        {
            using var hooks = ours;
            foreach (var place in hooks.List())
            {
                hooks.Remove(place);
                removed.Add($"{hooks.Name} {place.Direction} of interface {place.Index}".ToLowerInvariant());
            }
        }
        RemoveDevices(removed);
        // Whatever this folder is, it has nothing of ours.
        if (BpfFs.IsOn(pins.Root))
        {
            removed.AddRange(RemovePins(pins));
        }
        return removed;
    }

    private static void RemoveDevices(List<string> removed)
    {
        using var reader = new LinkReader();
        using var control = new LinkControl();
        foreach (var link in reader.Read().All.Where(l => PairDevice.IsOurs(l) || FormerStage.IsHalf(l)))
        {
            try
            {
                control.Delete(link.Index);
            }
            catch (KernelException e) when (e.Errno == Errno.ENODEV)
            {
                // It went with its peer.
            }
            removed.Add($"device {link.Name}");
        }
    }

    /// <summary>Files of a bpffs are unlinked one by one; the root itself may be a mount point, and then stays.</summary>
    private static IEnumerable<string> RemovePins(PinLayout pins)
    {
        var root = pins.Root;
        foreach (var version in pins.Versions.Select(v => (pins with { Abi = v }).Version))
        {
            Directory.Delete(version, recursive: true);
            yield return $"pins {version}";
        }
        if (!Directory.EnumerateFileSystemEntries(root).Any())
        {
            try
            {
                Directory.Delete(root);
            }
            catch (IOException)
            {
                // A mount point.
            }
        }
    }
}
