using K8sMirror.NodeAgent.Datapath;

namespace K8sMirror.NodeAgent.Control;

/// <summary>Composes what <c>status</c> shows while no agent runs. Pure.</summary>
internal static class PinnedReportComposer
{
    /// <summary>The report.</summary>
    /// <param name="pinned">What was read.</param>
    /// <param name="kernel">Kernel release.</param>
    /// <param name="now">The time at which it was read.</param>
    public static PinnedReport Compose(PinnedDatapath pinned, string kernel, DateTimeOffset now)
    {
        return new()
        {
            Pins = pinned.Folder,
            Kernel = kernel,
            Attach = pinned.Attach,
            IsHere = pinned.IsHere,
            IsMirroring = pinned.Edges.Any(e => StateOf(e, pinned) == "programmed"),
            Deadline = now + pinned.TimeLeft,
            SecondsLeft = Math.Round(pinned.TimeLeft.TotalSeconds, 1),
            Cpu = CpuReport.From(pinned.Vitals.Cpu),
            Edges = [.. pinned.Edges.Select(e => ReportComposer.Edge(e.Counters, []) with
            {
                State = StateOf(e, pinned),
                SourceIndex = e.SourceIndex,
                TargetIndex = e.TargetIndex,
                IsStopped = e.IsStopped,
            })],
        };
    }

    private static string StateOf(PinnedEdge edge, PinnedDatapath pinned) =>
        !pinned.IsHere ? "not here"
        : !edge.IsAttached ? "source gone"
        : edge.IsStopped ? "stopped by the loop breaker"
        : !edge.IsTargetThere ? "target gone"
        : pinned.TimeLeft > TimeSpan.Zero ? "programmed" : "expired";
}
