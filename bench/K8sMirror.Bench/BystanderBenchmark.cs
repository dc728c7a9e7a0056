using K8sMirror.Bench.Peers;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>
/// Cost of mirrors for a NIC that none of them selects. The kernel looks for programs at every NIC once there is one anywhere, so
/// this runs first, before anything else is mirrored, and the agent starts and stops.
/// </summary>
internal sealed class BystanderBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private const int PairsInRound = 4;

    public BystanderRow Run()
    {
        using var outside = new TestNetNs();
        using var rig = new Rig(new NoMirror(), 1, outside, 0);
        rig.Node.Ip("link add m0 type veth peer name m1");
        rig.Node.Ip("link set m0 up");
        rig.Node.Ip("link set m1 up");
        List<double> without = [], with = [];
        for (var round = -1; round < rounds; round++)
        {
            cancelled.ThrowIfCancellationRequested();
            progress.WriteLine(round < 0 ? "a NIC that is no source, warming up" : $"a NIC that is no source, round {round + 1} of {rounds}");
            var before = Several(rig);
            List<double> during;
            using (var mirror = new K8sMirrorAgent(agent, K8sMirrorAgent.Default) { Source = "m0", Direction = "Both" })
            {
                mirror.Start(rig);
                during = Several(rig);
            }
            if (round >= 0)
            {
                without.AddRange(before);
                with.AddRange(during);
            }
        }
        var differences = with.Zip(without, (w, o) => w - o).ToList();
        return new(without.Median(), with.Median(), differences.Median(), differences.Count(d => d > 0), differences.Count, differences);
    }

    private static List<double> Several(Rig rig) => [.. Enumerable.Range(0, PairsInRound).Select(_ => Slice.Full(rig, Frames.Udp(64)).SourceNs)];
}
