namespace K8sMirror.NodeAgent.Datapath.Options;

/// <summary>Whether CPUs can be given to mirroring on this node.</summary>
internal static class OffloadCpus
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>CPUs of the list that this node does not have, for a message; null if it has all of them, or they are not known.</summary>
    public static string? Absence(CpuList cpus) => Absence(cpus, Read("present"));

    /// <summary>What is wrong with the list here and now; null if nothing is.</summary>
    public static string? Problem(CpuList cpus) => Problem(cpus, Read("present"), Read("online"));

    /// <summary>The same, pure.</summary>
    /// <param name="cpus">Wanted.</param>
    /// <param name="present">CPUs that the node has; null if not known.</param>
    /// <param name="online">Those that run; null if not known.</param>
    public static string? Problem(CpuList cpus, CpuList? present, CpuList? online)
    {
        var off = Missing(cpus, online);
        return Absence(cpus, present) is { } absence ? absence
            : off is not null ? $"CPU {off} is offline; online are {online}"
            : null;
    }

    private static string? Absence(CpuList cpus, CpuList? present) => Missing(cpus, present) is { } absent ? $"this node has no CPU {absent}, only {present}" : null;

    private static string? Missing(CpuList cpus, CpuList? there)
    {
        var missing = there is null ? [] : cpus.Cpus.Except(there.Cpus).ToList();
        return missing.Count == 0 ? null : CpuList.Parse(string.Join(',', missing))!.ToString();
    }

    private static CpuList? Read(string file)
    {
        try
        {
            return CpuList.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
