namespace K8sMirror.Bench;

/// <summary>CPU time of threads, to the nanosecond, from the scheduler's own books.</summary>
internal static class CpuTime
{
    /// <summary>The softirq thread of the CPU that mirrors work on: it takes over when softirqs there get too many.</summary>
    private static readonly int OtherSoftirqs = Directory.EnumerateDirectories("/proc")
        .Where(d => int.TryParse(Path.GetFileName(d), out _) && Comm(d) == $"ksoftirqd/{Generator.OtherCpu}")
        .Select(d => int.Parse(Path.GetFileName(d), null))
        .FirstOrDefault();

    /// <summary>Nanoseconds that these threads, and softirqs pushed to a thread on the other CPU, have run so far.</summary>
    public static double Of(IEnumerable<int> tasks) => tasks.Append(OtherSoftirqs).Where(t => t > 0).Sum(Read);

    private static double Read(int task) => double.Parse(File.ReadAllText($"/proc/{task}/schedstat").Split(' ')[0], null);

    private static string Comm(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // It ended while we looked.
        }
    }
}
