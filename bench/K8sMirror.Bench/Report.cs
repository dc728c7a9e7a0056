using System.Globalization;
using System.Text;
using K8sMirror.Bench.Peers;

namespace K8sMirror.Bench;

/// <summary>The tables of bench/results/latest.md.</summary>
internal sealed class Report(Results results)
{
    private readonly StringBuilder text = new();

    public string ToMarkdown()
    {
        Line($"Measured {results.Machine} {results.Rounds} rounds, medians.");
        Line($"");
        text.Append(Bar.Table(results.Bars));
        if (results.Packets.Count > 0)
        {
            Packets();
            FullSpeed();
        }
        if (results.Programs.Count > 0)
        {
            Programs();
        }
        if (results.Tcp.Count > 0)
        {
            Tcp();
        }
        if (results.Segments.Count > 0)
        {
            Segments();
        }
        if (results.Bystander is { } by)
        {
            Title("A NIC that is no source", $"64 B frames at full speed: {by.WithoutNs:N0} ns without a mirror on the machine, {by.WithNs:N0} ns while another NIC of the node is mirrored; within a round {by.DifferenceNs:0.0} ns.");
        }
        return text.ToString();
    }

    private void Packets()
    {
        Title("Cost of mirroring where nothing is refused", $"Nanoseconds for each frame above the same path without a mirror; × is the ratio to tc + act_mirred in the same run. Both CPUs: with the mirror's processes, but without what an offload CPU does in its interrupts.");
        Head("tools", "frame, bytes", "mirror", "source's CPU, ns", "×", "both CPUs, ns", "×", "copies delivered");
        foreach (var row in results.Packets.Where(r => r.Load == PacketRow.Paced).OrderBy(r => r.Targets).ThenBy(r => r.FrameBytes))
        {
            Line(row.RatioToMirred is null
                ? (FormattableString)$"| {row.Targets} | {row.FrameBytes} | *{row.Mirror}: the path itself* | {row.PathNs:N0} | | {row.PathNs:N0} | | |"
                : $"| {row.Targets} | {row.FrameBytes} | {row.Mirror} | {row.SourceNs:N0} | {row.RatioToMirred:0.00} | {row.TotalNs:N0} | {row.TotalRatioToMirred:0.00} | {Share(row.Delivered)} |");
        }
    }

    private void FullSpeed()
    {
        Title("As fast as one CPU makes 64 B frames", $"Nanoseconds for each frame on the source's CPU. With the default budget of a third the path may take 1.5 times as long, and the price of refusing on top; with next to no budget its difference is that price. Charged: what the programs measure around the clones; what a tool's own end does with a copy later, on the same CPU, is not in it.");
        Head("tools", "mirror", "the path, ns", "× without a mirror", "above it, ns", "charged to the budget, ns", "copies delivered");
        foreach (var row in results.Packets.Where(r => r.Load == PacketRow.Full).OrderBy(r => r.Targets))
        {
            Line(row.RatioToMirred is null
                ? (FormattableString)$"| {row.Targets} | *{row.Mirror}* | {row.PathNs:N0} | 1.00 | | | |"
                : row.Mirror == EmptyProgram.Called ? (FormattableString)$"| {row.Targets} | *{row.Mirror}* | {row.PathNs:N0} | {row.PathRatio:0.00} | {row.SourceNs:N0} | | |"
                : $"| {row.Targets} | {row.Mirror} | {row.PathNs:N0} | {row.PathRatio:0.00} | {row.SourceNs:N0} | {(row.ChargedNs > 0 ? row.ChargedNs.ToString("N0", CultureInfo.InvariantCulture) : "")} | {Share(row.Delivered)} |");
        }
    }

    private void Programs()
    {
        Title("K8sMirror's program at the source", $"Its own running time from the kernel's BPF run statistics, which add some 20 ns to each run. Copied: clones included, at one rate for all rows. Refused: {K8sMirrorAgent.Starved}, full speed.");
        Head("tools", "frame, bytes", "copied, ns", "refused, ns", "copies refused");
        foreach (var row in results.Programs)
        {
            Line($"| {row.Targets} | {row.FrameBytes} | {row.CopiedNs:N0} | {row.RefusedNs:N0} | {Share(row.RefusedShare)} |");
        }
    }

    private void Tcp()
    {
        Title("One TCP flow through a mirrored NIC", $"Throughput of the flow itself, received and sent frames both mirrored; × is the ratio to tc + act_mirred whose targets get the same. Targets of *super-packets* segment by themselves; *wire frames* are what a sensor can use (act_mirred: `tso gso tx off` on its targets).");
        Head("data is", "targets get", "tools", "mirror", "Gbit/s", "kept", "×", "sent again", "copies delivered", "books");
        foreach (var row in results.Tcp.OrderBy(r => r.Data).ThenBy(r => r.Copies).ThenBy(r => r.Targets))
        {
            var ratio = row.RatioToMirred?.ToString("0.00", CultureInfo.InvariantCulture);
            var books = row.BooksAreExact switch { true => "exact", false => "**wrong**", null => "" };
            Line($"| {row.Data} | {row.Copies} | {row.Targets} | {row.Mirror} | {row.GbitPerSecond:0.0} | {row.Kept:0.00} | {ratio} | {row.Retransmits:N0} | {(row.Targets == 0 ? "" : Share(row.Delivered))} | {books} |");
        }
    }

    private void Segments()
    {
        Title("Small segments", $"One TCP flow of 50 Mbit/s, GRO on the source, both directions mirrored, the node cuts. A virtual NIC loses originals, too, where copies fill the CPU's backlog: read it with the flow's own speed; above 100 % are copies of lost originals.");
        Head("MSS", "tools", "data is", "mirror", "Mbit/s", "sent again", "copies", "delivered", "dropped");
        foreach (var row in results.Segments.OrderBy(r => r.SegmentBytes).ThenBy(r => r.Targets).ThenBy(r => r.Data))
        {
            Line($"| {row.SegmentBytes} | {row.Targets} | {row.Data} | {row.Mirror} | {row.MbitPerSecond:0.0} | {row.Retransmits:N0} | {row.Copies:N0} | {row.Delivered.ToString("0.000 %", CultureInfo.InvariantCulture)} | {row.Dropped} |");
        }
    }

    private static string Share(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private void Title(string title, FormattableString words)
    {
        Line($"");
        Line($"### {title}");
        Line($"");
        Line(words);
        Line($"");
    }

    private void Head(params string[] columns)
    {
        Line($"| {string.Join(" | ", columns)} |");
        Line($"|{string.Concat(Enumerable.Repeat("---|", columns.Length))}");
    }

    private void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
