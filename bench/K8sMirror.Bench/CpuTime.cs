using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>CPU time, to the nanosecond, from the scheduler's statistics.</summary>
internal static class CpuTime
{
    /// <summary>The softirq thread of the CPU that is not the source's: it takes over if softirqs there become too many.</summary>
    private static readonly int OtherSoftirqs = int.Parse(Command.Try("pgrep", "-x", $"ksoftirqd/{Generator.OtherCpu}").Output is { Length: > 0 } id ? id : "0", null);

    /// <summary>Nanoseconds that these processes, and softirqs moved to a thread on the other CPU, have run so far.</summary>
    public static double Elsewhere(IEnumerable<int> processes) => processes.Append(OtherSoftirqs).Where(p => p > 0).Sum(Of);

    /// <summary>Nanoseconds that the threads of a process have run so far.</summary>
    public static double Of(int process) => Directory.EnumerateDirectories($"/proc/{process}/task").Sum(OfThread);

    private static double OfThread(string folder)
    {
        try
        {
            return double.Parse(File.ReadAllText(Path.Combine(folder, "schedstat")).Split(' ')[0], null);
        }
        catch (IOException)
        {
            return 0; // It has ended meanwhile.
        }
    }
}
