using System.Runtime.InteropServices;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>The machine that was measured; numbers mean nothing without it. The load is the average of the minute before the run.</summary>
internal sealed record Machine(string Date, string Commit, string Cpu, int Cpus, long MemoryGiB, string Kernel, string Distribution, double Load)
{
    public static Machine Read() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", null),
        Command.Try("git", "describe", "--always", "--dirty").Output.Trim(),
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[^1] ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.OSDescription,
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], null));

    public override string ToString() => FormattableString.Invariant(
        $"{Date} at commit {Commit}. {Cpus} CPUs ({Cpu}), {MemoryGiB} GiB, Linux {Kernel}, {Distribution}; load average before the run {Load:0.0}.");
}
