using System.Globalization;
using K8sMirror.Bpf.Links;

namespace K8sMirror.Bpf.Threads;

/// <summary>NAPI threads through files.</summary>
internal static class NapiSysfs
{
    public static void MakeThreaded(Link link, string sysfs)
    {
        Write(link, sysfs, "threaded", 1);
        if (ReadNumber($"{sysfs}/class/net/{link.Name}/threaded") != 1)
        {
            throw new KernelException(Errno.EOPNOTSUPP, $"make {link.Name} threaded");
        }
    }

    public static void SetPolling(Link link, string sysfs, uint rounds, uint nanoseconds)
    {
        Write(link, sysfs, "gro_flush_timeout", nanoseconds);
        Write(link, sysfs, "napi_defer_hard_irqs", rounds);
    }

    // The kernel names them napi/DEVICE-ID, cut to 15 bytes in /proc before Linux 5.17.
    public static IReadOnlyList<int> FindThreads(string name)
    {
        const int Longest = 15;
        var wanted = $"napi/{name}-";
        var cut = wanted[..Math.Min(wanted.Length, Longest)];
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Comm(directory) is var comm && (comm.StartsWith(wanted, StringComparison.Ordinal) || (comm.Length == Longest && comm == cut)))
            {
                found.Add(id);
            }
        }
        return found;
    }

    private static void Write(Link link, string sysfs, string file, uint value)
    {
        var directory = $"{sysfs}/class/net/{link.Name}";
        var operation = $"write {directory}/{file}";
        // A sysfs shows the network namespace of whoever mounted it, which need not be ours: a namesake there is none of our business.
        if (ReadNumber($"{directory}/ifindex") != link.Index)
        {
            throw new KernelException(Errno.ENOENT, operation, $"{sysfs} does not show this network namespace");
        }
        try
        {
            File.WriteAllText($"{directory}/{file}", value.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KernelException(Errno.EROFS, operation, exception.Message);
        }
    }

    private static string Comm(string directory)
    {
        try
        {
            return File.ReadAllText($"{directory}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }

    private static int ReadNumber(string path)
    {
        try
        {
            return int.Parse(File.ReadAllText(path), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return -1;
        }
    }
}
