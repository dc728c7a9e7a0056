namespace K8sMirror.Bench;

/// <summary>What <c>--only events</c> measured; written as JSON.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Rows">Times.</param>
/// <param name="ResidentMiB">Resident memory of the agent after all that, in MiB.</param>
/// <param name="BinaryMiB">Size of its binary, in MiB.</param>
internal sealed record LifeResults(Machine Machine, IReadOnlyList<LifeRow> Rows, double ResidentMiB, double BinaryMiB)
{
    public string ToMarkdown()
    {
        FormattableString head = $"Measured {Machine.Date} at commit {Machine.Commit}. {Machine.Cpus} CPUs ({Machine.Cpu}), {Machine.MemoryGiB} GiB, Linux {Machine.Kernel}, {Machine.Distribution}.\n\n| | times | median, ms | 95 %, ms | longest, ms |\n|---|---:|---:|---:|---:|\n";
        FormattableString foot = $"\nThe agent after that: {ResidentMiB:0.0} MiB resident; its binary has {BinaryMiB:0.0} MiB.\n";
        return FormattableString.Invariant(head)
            + string.Concat(Rows.Select(r => FormattableString.Invariant($"| {r.What} | {r.Samples.Count} | {r.Median:0.0} | {r.P95:0.0} | {r.Longest:0.0} |\n")))
            + FormattableString.Invariant(foot);
    }
}
