using K8sMirror.Bench.Peers;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bench;

/// <summary>How long our source program runs for a frame that is copied, and for one that is refused.</summary>
internal sealed class ProgramBenchmark(IReadOnlyList<Rig> rigs, int rounds)
{
    private static readonly int[] FrameSizes = [64, 1400];

    public List<ProgramRow> Run()
    {
        using var counting = RunStatistics.Enable();
        // One rate for all, that of the most tools: an idle pause before a frame costs caches and clock, whatever the number of tools.
        var pace = rigs.Max(r => r.Targets);
        var cases = new List<Case>();
        try
        {
            foreach (var rig in rigs)
            {
                if (rig.Mirror is K8sMirrorAgent ours && ours.OpenSourceProgram() is { } program)
                {
                    cases.AddRange(FrameSizes.Select(size => new Case(rig, program, size)));
                }
            }
            // The first round only warms up.
            for (var round = -1; round < rounds; round++)
            {
                foreach (var one in cases)
                {
                    one.Measure(pace, keep: round >= 0);
                }
            }
            return [.. cases.Select(c => c.Row())];
        }
        finally
        {
            foreach (var program in cases.Select(c => c.Program).Distinct())
            {
                program.Dispose();
            }
        }
    }

    private sealed class Case(Rig rig, BpfProgram program, int size)
    {
        private readonly byte[] frame = Frames.Udp(size);
        private readonly List<double> copied = [];
        private readonly List<double> refused = [];
        private readonly List<double> shares = [];

        public BpfProgram Program => program;

        public void Measure(int pacedAs, bool keep)
        {
            var before = program.ReadRuns();
            Slice.Measure(rig, frame, Load.Paced, pacedAs);
            var accepted = MeanNs(before, program.ReadRuns());
            var (mixed, share) = Refuse(rig, program, frame);
            if (keep)
            {
                copied.Add(accepted);
                // Some frames still get through (the ring's worth at least); their known time is taken off.
                refused.Add((mixed - ((1 - share) * accepted)) / share);
                shares.Add(share);
            }
        }

        public ProgramRow Row() => new(rig.Targets, size, copied.Median(), shares.Median(), refused.Median());
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
