using K8sMirror.Bench.Peers;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bench;

/// <summary>How long our source program runs for a frame that is copied, and for one that is refused.</summary>
internal sealed class ProgramBenchmark(IReadOnlyList<Rig> rigs, int rounds)
{
    private static readonly int[] FrameSizes = [64, 1400];

    public List<ProgramRow> Run()
    {
        var rows = new List<ProgramRow>();
        using var counting = RunStatistics.Enable();
        foreach (var rig in rigs)
        {
            if (rig.Mirror is not K8sMirrorAgent ours || ours.OpenSourceProgram() is not { } program)
            {
                continue;
            }
            using (program)
            {
                rows.AddRange(FrameSizes.Select(size => Measure(rig, program, size)));
            }
        }
        return rows;
    }

    private ProgramRow Measure(Rig rig, BpfProgram program, int size)
    {
        var frame = Frames.Udp(size);
        var paced = new List<double>();
        var refused = new List<double>();
        var shares = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var before = program.ReadRuns();
            Slice.Measure(rig, frame, Load.Paced, rig.Targets);
            var accepted = MeanNs(before, program.ReadRuns());
            var (mixed, share) = Refuse(rig, program, frame);
            // Some frames still get through (the ring's worth at least); their known time is taken off.
            refused.Add((mixed - ((1 - share) * accepted)) / share);
            paced.Add(accepted);
            shares.Add(share);
        }
        return new(rig.Targets, size, paced.Median(), shares.Median(), refused.Median());
    }

    private static (double Ns, double Share) Refuse(Rig rig, BpfProgram program, byte[] frame)
    {
        const int Frames = 100_000;
        var received = rig.Received();
        var before = program.ReadRuns();
        using (new CpuHog(Generator.OtherCpu))
        {
            rig.Generator.Send(frame, Frames, TimeSpan.Zero);
        }
        var after = program.ReadRuns();
        return (MeanNs(before, after), 1 - ((rig.Settled() - received) / ((double)Frames * rig.Targets)));
    }

    private static double MeanNs(ProgramRuns before, ProgramRuns after) => (after.Nanoseconds - before.Nanoseconds) / (double)(after.Count - before.Count);
}
