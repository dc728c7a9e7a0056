using System.Globalization;
using K8sMirror.NodeAgent.Control;

namespace K8sMirror.NodeAgent.Rendering;

/// <summary>The CPU budget for people, in a line.</summary>
internal static class CpuText
{
    /// <summary>The line.</summary>
    public static string Render(CpuReport cpu) => string.Create(
        CultureInfo.InvariantCulture,
        $"copying has used {cpu.SpentSeconds:0.0} s of CPU time; budget: {Budget(cpu)}{(cpu.IsShedding ? "; copies are refused now to stay within it" : "")}\n");

    private static string Budget(CpuReport cpu) =>
        cpu.Budget >= 1 ? "no limit" : string.Create(CultureInfo.InvariantCulture, $"{cpu.Budget * 100:0.#}% of each CPU");
}
