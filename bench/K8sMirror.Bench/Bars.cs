using K8sMirror.Bench.Peers;

namespace K8sMirror.Bench;

/// <summary>The requirements for the measured rows; missing rows have none.</summary>
internal static class Bars
{
    private const double AllBut = 0.999;

    public static List<Bar> Of(Results results) => [.. Packets(results.Packets), .. Offload(results.Packets), .. Refused(results), .. Tcp(results.Tcp), .. Others(results)];

    private static IEnumerable<Bar> Packets(IReadOnlyList<PacketRow> rows)
    {
        foreach (var (targets, limit) in new[] { (1, 1.5), (4, 1.7), (16, 1.75) })
        {
            var own = rows.Where(r => r.Mirror == K8sMirrorAgent.Unbounded && r.Load == PacketRow.Paced && r.Targets == targets).ToList();
            if (own.Count > 0)
            {
                yield return Bar.Of(
                    $"{Count(targets)}, 64 and 1,400 B, against act_mirred: source's CPU, then both", FormattableString.Invariant($"at most {limit}"), "0.00",
                    own.Select(r => r.RatioToMirred!.Value).Concat(own.Select(r => r.TotalRatioToMirred!.Value)), v => v <= limit);
                yield return Bar.Of($"{Count(targets)}, the same: copies delivered", "all", "0.00 %", own.Select(r => r.Delivered), v => v >= 1);
            }
        }
    }

    private static IEnumerable<Bar> Offload(IReadOnlyList<PacketRow> rows)
    {
        var own = rows.Where(r => r.Mirror == K8sMirrorAgent.Offload && r.Targets == 16 && r.FrameBytes == 64).ToList();
        if (own.Count > 0)
        {
            yield return Bar.Of("16 targets, 64 B, offload CPUs, against act_mirred: source's CPU", "at most 0.4", "0.00", own.Select(r => r.RatioToMirred!.Value), v => v <= 0.4);
            yield return Bar.Of("16 targets, 64 B, offload CPUs: copies delivered", "all", "0.00 %", own.Select(r => r.Delivered), v => v >= 1);
        }
    }

    private static IEnumerable<Bar> Refused(Results results)
    {
        var refused = results.Packets.Where(r => r.Mirror == K8sMirrorAgent.Starved).ToList();
        if (refused.Count > 0)
        {
            var empty = results.Packets.Where(r => r.Mirror == EmptyProgram.Called).ToDictionary(r => r.Targets, r => r.SourceNs);
            yield return Bar.Of("A copy refused by the budget (1, 4, 16 targets), ns over the path", "at most 40", "0", refused.Select(r => r.SourceNs), v => v <= 40);
            yield return Bar.Of(
                "The same, ns over the path with a program that does nothing", "at most 40", "0", refused.Select(r => r.SourceNs - empty[r.Targets]), v => v <= 40);
        }
        var kept = results.Packets.Where(r => r.Mirror == K8sMirrorAgent.Default && r.Load == PacketRow.Full).ToList();
        if (kept.Count > 0)
        {
            // Refused copies also cost time, which is not part of the budget.
            var price = refused.Count > 0 ? refused.Select(r => r.SourceNs).Median() : 0;
            yield return Bar.Of(
                "Default budget at full speed (1, 4, 16 targets): path over path without a mirror, less the price of refusing", "1.5 ± 5 %", "0.00",
                kept.Select(r => r.PathRatio - (price * 1.5 * r.PathRatio / r.PathNs)), v => v <= 1.5 * 1.05);
        }
    }

    private static IEnumerable<Bar> Tcp(IReadOnlyList<TcpRow> rows)
    {
        foreach (var (targets, whole, cut) in new[] { (1, 0.9, 0.85), (4, 0.85, 0.8), (16, 0.75, 1.0) })
        {
            foreach (var (copies, limit) in new[] { (TcpRow.Whole, whole), (TcpRow.Cut, cut) })
            {
                var own = rows.Where(r => r.Mirror == K8sMirrorAgent.Unbounded && r.Copies == copies && r.Targets == targets).ToList();
                if (own.Count > 0)
                {
                    var against = copies == TcpRow.Whole ? "the flow without a mirror" : "act_mirred that cuts";
                    yield return Bar.Of(
                        $"TCP, {Count(targets)}, {copies}, against {against}: received, sent", FormattableString.Invariant($"at least {limit}"), "0.00",
                        own.Select(r => copies == TcpRow.Whole ? r.Kept : r.RatioToMirred!.Value), v => v >= limit);
                    yield return Bar.Of($"TCP, {Count(targets)}, {copies}: copies delivered", "at least 99.9 %", "0.00 %", own.Select(r => r.Delivered), v => v >= AllBut);
                }
            }
        }
        var bounded = rows.Where(r => r.Mirror == K8sMirrorAgent.Default).ToList();
        if (bounded.Count > 0)
        {
            yield return Bar.Of("TCP, 16 targets, default budget, overloaded: flow kept, received, sent", "at least 0.6", "0.00", bounded.Select(r => r.Kept), v => v >= 0.6);
        }
        var books = rows.Where(r => r.BooksAreExact is not null).ToList();
        if (books.Count > 0)
        {
            yield return new("Books of all TCP flows: seen = mirrored + dropped", "exact", $"{books.Count(r => r.BooksAreExact!.Value)} of {books.Count} rows", books.TrueForAll(r => r.BooksAreExact!.Value));
        }
    }

    private static IEnumerable<Bar> Others(Results results)
    {
        foreach (var group in results.Segments.Where(r => r.Mirror == K8sMirrorAgent.Default).GroupBy(r => r.Targets))
        {
            yield return Bar.Of(
                $"MSS 300 and 536 at 50 Mbit/s, {Count(group.Key)}: copies delivered, received, sent", "all", "0.00 %", group.Select(r => r.Delivered), v => v >= 1);
        }
        if (results.Bystander is { } by)
        {
            yield return new(
                "A NIC that is no source, while mirrors exist", "0 ns", FormattableString.Invariant($"{by.DifferenceNs:0.0} ns, dearer in {by.Dearer} of {by.Pairs} pairs"),
                by.DifferenceNs < 1 || by.Dearer < 0.8 * by.Pairs);
        }
    }

    private static string Count(int targets) => targets == 1 ? "1 target" : $"{targets} targets";
}
