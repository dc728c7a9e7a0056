using K8sMirror.Bench.Peers;

namespace K8sMirror.Bench;

/// <summary>One short run of one rig.</summary>
/// <param name="SourceNs">Nanoseconds per frame on the source's CPU, receive path included.</param>
/// <param name="ElsewhereNs">Nanoseconds per frame in the mirror's processes.</param>
/// <param name="Delivered">Share of the copies that reached the tools' NICs, 0 to 1; 1 without targets.</param>
/// <param name="ChargedNs">Nanoseconds per frame that our agent charged to its budget.</param>
internal readonly record struct Slice(double SourceNs, double ElsewhereNs, double Delivered, double ChargedNs = 0)
{
    private const double PacedMs = 100;

    /// <summary>Long compared with the burst that a budget accumulates.</summary>
    private const double FullMs = 260;

    /// <summary>That burst is 17 ms; the path is measured after it is used up.</summary>
    private const double SpendMs = 60;

    /// <summary>Time between batches: about twice what the slowest method here needs for one, on either CPU.</summary>
    private static TimeSpan Interval(int targets) => TimeSpan.FromMicroseconds(targets switch { <= 1 => 125, <= 4 => 300, _ => 1000 });

    /// <summary>Runs at the pace for this number of targets.</summary>
    public static Slice Paced(Rig rig, byte[] frame, int pacedAs)
    {
        var interval = Interval(pacedAs);
        return Measure(rig, frame, (int)(PacedMs / interval.TotalMilliseconds), interval);
    }

    /// <summary>Runs at full speed.</summary>
    public static Slice Full(Rig rig, byte[] frame)
    {
        int Batches(double ms) => Math.Clamp((int)(ms * 1e6 / rig.FullNs / Generator.Batch), 20, 50_000);
        var ours = rig.Mirror as K8sMirrorAgent;
        var before = ours?.Books().SpentNs;
        var batches = Batches(FullMs);
        var slice = Measure(rig, frame, batches, TimeSpan.Zero, Math.Min(Batches(SpendMs), batches / 2));
        rig.FullNs = slice.SourceNs;
        return slice with { ChargedNs = (ours?.Books().SpentNs - before) / (batches * Generator.Batch) ?? 0 };
    }

    private static Slice Measure(Rig rig, byte[] frame, int batches, TimeSpan interval, int skipped = 0)
    {
        var frames = batches * Generator.Batch;
        var cpuBefore = CpuTime.Elsewhere(rig.Mirror.Processes);
        var before = rig.Received().Frames;
        var source = rig.Generator.Send(frame, frames, interval, skipped * Generator.Batch);
        var received = rig.Settled().Frames - before;
        var elsewhere = (CpuTime.Elsewhere(rig.Mirror.Processes) - cpuBefore) / frames;
        return new(source, elsewhere, rig.Targets == 0 ? 1 : received / ((double)frames * rig.Targets));
    }
}
