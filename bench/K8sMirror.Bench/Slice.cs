namespace K8sMirror.Bench;

/// <summary>One short run of one rig.</summary>
/// <param name="SourceNs">Nanoseconds for each frame on the source's CPU, receive path included.</param>
/// <param name="ElsewhereNs">Nanoseconds for each frame in the mirror's threads and processes on the other CPU.</param>
/// <param name="Delivered">Share of the copies that reached the tools' NICs, 0 to 1; 1 where there are no targets.</param>
internal readonly record struct Slice(double SourceNs, double ElsewhereNs, double Delivered)
{
    private const double LongestMs = 120;

    /// <summary>Time between batches for <see cref="Load.Paced"/>: about twice what the slowest way here needs for one, on either CPU.</summary>
    public static TimeSpan Interval(Load load, int targets) =>
        load == Load.Full ? TimeSpan.Zero : TimeSpan.FromMicroseconds(targets switch { <= 1 => 125, <= 4 => 300, _ => 1000 });

    public static Slice Measure(Rig rig, byte[] frame, Load load, int pacedAs)
    {
        var interval = Interval(load, pacedAs);
        var batches = load == Load.Paced ? (int)Math.Ceiling(LongestMs / interval.TotalMilliseconds) : 2000 / (rig.Targets + 1) + 80;
        var frames = batches * Generator.Batch;
        var cpuBefore = CpuTime.Of(rig.Mirror.Tasks);
        var before = rig.Received();
        var source = rig.Generator.Send(frame, frames, interval);
        var received = rig.Settled() - before;
        var elsewhere = (CpuTime.Of(rig.Mirror.Tasks) - cpuBefore) / frames;
        return new(source, elsewhere, rig.Targets == 0 ? 1 : received / ((double)frames * rig.Targets));
    }
}
