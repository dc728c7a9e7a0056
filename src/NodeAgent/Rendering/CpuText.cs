using System.Globalization;
using K8sMirror.NodeAgent.Control;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>The CPU budget as readable text, and the offload CPUs.</summary>
internal static class CpuText
{
    /// <summary>A line for each.</summary>
    public static string Render(CpuReport cpu) => string.Create(
        CultureInfo.InvariantCulture,
        $"copying has used {cpu.SpentSeconds:0.0} s of CPU time; budget: {Budget(cpu)}{(cpu.IsShedding ? "; copies are refused now to stay within it" : "")}\n") + Offload(cpu.Offload);

    private static string Offload(OffloadReport? offload) => offload is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"CPU {offload.Cpus} makes the copies of hooks with many; {offload.Waiting} of {offload.Limit} places taken\n");

    private static string Budget(CpuReport cpu) =>
        cpu.Budget >= 1 ? "no limit" : string.Create(CultureInfo.InvariantCulture, $"{cpu.Budget * 100:0.#}% of each CPU");
}
