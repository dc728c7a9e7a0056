using K8sMirror.Bpf;
using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Datapath;

/// <summary>Leaves the node as it was before the first agent: copying stops first, then everything that is provably ours goes.</summary>
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
        foreach (var ours in new IHooks[] { new TcxHooks(pins), new ClsactFilters(pins) })
        {
            using var hooks = ours;
            foreach (var (index, direction) in hooks.List())
            {
                hooks.Remove(index, direction);
                removed.Add($"{hooks.Name} {direction} of interface {index}".ToLowerInvariant());
            }
        }
        RemoveStage(removed);
        // Whatever else the folder may be that somebody named, it has nothing of ours.
        if (BpfFs.IsOn(pins.Root))
        {
            removed.AddRange(RemovePins(pins.Root));
        }
        return removed;
    }

    private static void RemoveStage(List<string> removed)
    {
        using var reader = new LinkReader();
        using var control = new LinkControl();
        var links = reader.Read();
        foreach (var name in new[] { StageDevice.SenderName, StageDevice.ReceiverName })
        {
            if (links.ByName(name) is { } link && StageDevice.IsOurs(link))
            {
                try
                {
                    control.Delete(link.Index);
                }
                catch (KernelException e) when (e.Errno == Errno.ENODEV)
                {
                    // It went with its peer.
                }
                removed.Add($"device {name}");
            }
        }
    }

    private static bool IsVersion(string name) => name is ['v', .. var number] && number.Length > 0 && number.All(char.IsAsciiDigit);

    /// <summary>bpffs wants its files unlinked one by one; the root itself may be a mount point, and then stays.</summary>
    private static IEnumerable<string> RemovePins(string root)
    {
        foreach (var version in PinLayout.Entries(root).Where(IsVersion).Select(n => Path.Combine(root, n)).ToList())
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
