using System.Globalization;
using System.Text;

namespace K8sMirror.Bench;

/// <summary>The tables of docs/performance.md.</summary>
internal sealed class Report(Results results)
{
    private readonly StringBuilder text = new();

    public string ToMarkdown()
    {
        var machine = results.Machine;
        Line($"Measured {machine.Date} at commit {machine.Commit}, {results.Rounds} rounds, medians. {machine.Cpus} CPUs ({machine.Cpu}), {machine.MemoryGiB} GiB, Linux {machine.Kernel}, {machine.Distribution}.");
        if (results.Packets.Any(r => r.Load == "paced" && r.Mirror == "K8sMirror" && r.Delivered < 0.999))
        {
            Line($"");
            Line($"**Not to be quoted:** other work kept the stage's CPU busy, and copies were refused at the low rate too. Measure again on a quiet machine.");
        }
        if (results.Packets.Count > 0)
        {
            Packets("paced", "### Cost of mirroring where nothing needs to be refused");
            Packets("full", "### Overloaded: as many frames as one CPU can make");
        }
        if (results.Programs.Count > 0)
        {
            Programs();
        }
        if (results.Tcp.Count > 0)
        {
            Tcp();
        }
        return text.ToString();
    }

    private void Packets(string load, string title)
    {
        Line($"");
        Line($"{title}");
        Line($"");
        Line($"Nanoseconds for each frame, above the same path without a mirror; × is the ratio to tc + act_mirred in the same run. Cost on the other CPU is that of the mirror's threads and processes there.");
        Line($"");
        Line($"| tools | frame, bytes | mirror | source's CPU, ns | × | both CPUs, ns | × | copies delivered |");
        Line($"|---:|---:|---|---:|---:|---:|---:|---:|");
        foreach (var row in results.Packets.Where(r => r.Load == load))
        {
            Line(row.RatioToMirred is null
                ? (FormattableString)$"| {row.Targets} | {row.FrameBytes} | *{row.Mirror}: the path itself* | {row.SourceNs:N0} | | {row.TotalNs:N0} | | |"
                : $"| {row.Targets} | {row.FrameBytes} | {row.Mirror} | {row.SourceNs:N0} | {row.RatioToMirred:0.00} | {row.TotalNs:N0} | {row.TotalRatioToMirred:0.00} | {Share(row.Delivered)} |");
        }
    }

    private void Programs()
    {
        Line($"");
        Line($"### K8sMirror's program at the source");
        Line($"");
        Line($"Its own running time from the kernel's BPF run statistics, which add about 20 ns to each run. Copied: at one rate for all rows, at which the most tools still get every frame. Refused: the stage's CPU was kept busy by a real-time thread.");
        Line($"");
        Line($"| tools | frame, bytes | copied, ns | refused, ns | frames refused in that run |");
        Line($"|---:|---:|---:|---:|---:|");
        foreach (var row in results.Programs)
        {
            Line($"| {row.Targets} | {row.FrameBytes} | {row.PacedNs:N0} | {row.RefusedNs:N0} | {Share(row.RefusedShare)} |");
        }
    }

    private void Tcp()
    {
        Line($"");
        Line($"### One TCP flow through a mirrored NIC");
        Line($"");
        Line($"Throughput of the flow itself, received and sent frames both mirrored; × is the ratio to tc + act_mirred with frames that a sensor can use (`tso gso tx off` on its targets).");
        Line($"");
        Line($"| tools | data is | mirror | Gbit/s | × | copies delivered |");
        Line($"|---:|---|---|---:|---:|---:|");
        foreach (var row in results.Tcp.OrderBy(r => r.Data).ThenBy(r => r.Targets))
        {
            var ratio = row.RatioToMirred?.ToString("0.00", CultureInfo.InvariantCulture);
            Line($"| {row.Targets} | {row.Data} | {row.Mirror} | {row.GbitPerSecond:0.0} | {ratio} | {(row.Delivered is { } delivered ? Share(delivered) : "not counted")} |");
        }
    }

    private static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
