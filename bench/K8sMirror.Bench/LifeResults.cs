namespace K8sMirror.Bench;

/// <summary>Results of <c>--only events</c>; written as JSON.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Rows">Times.</param>
/// <param name="IdleShare">Share of a core that the idle agent uses with one mirror.</param>
/// <param name="IdleResidentMiB">Its resident memory then, in MiB.</param>
/// <param name="ResidentMiB">Its resident memory after all events, in MiB.</param>
/// <param name="BinaryMiB">Size of its binary, in MiB.</param>
internal sealed record LifeResults(Machine Machine, IReadOnlyList<LifeRow> Rows, double IdleShare, double IdleResidentMiB, double ResidentMiB, double BinaryMiB)
{
    /// <summary>Resident memory of the first version after the same events.</summary>
    private const double FormerMiB = 27.9;

    public IReadOnlyList<Bar> Bars =>
    [
        Bar.Of("The agent with one mirror and nothing to do, share of a core", "under 0.1 %", "0.000 %", [IdleShare], v => v < 0.001),
        Bar.Of("Its resident memory: then, and after all events, MiB", FormattableString.Invariant($"at most {FormerMiB}"), "0.0", [IdleResidentMiB, ResidentMiB], v => v <= FormerMiB),
        .. Rows.Where(r => r.What == StormBenchmark.IsOver).Select(r => Bar.Of("The longest storm, ms", "at most 100", "0.0", [r.Longest], v => v <= 100)),
    ];

    public string ToMarkdown()
    {
        FormattableString foot = $"\nThe agent's binary has {BinaryMiB:0.0} MiB.\n";
        return $"Measured {Machine}\n\n{Bar.Table(Bars)}\n| | times | median, ms | 95 %, ms | longest, ms |\n|---|---:|---:|---:|---:|\n"
            + string.Concat(Rows.Select(r => FormattableString.Invariant($"| {r.What} | {r.Samples.Count} | {r.Median:0.0} | {r.P95:0.0} | {r.Longest:0.0} |\n")))
            + FormattableString.Invariant(foot);
    }
}
