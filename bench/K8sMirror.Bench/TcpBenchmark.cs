using System.Diagnostics;
using System.Text.Json;
using K8sMirror.Bench.Peers;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>What mirroring leaves of a TCP flow that would use the whole machine: one iperf3 connection through the mirrored NIC.</summary>
internal sealed class TcpBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private const int Seconds = 2;
    private static readonly int[] TargetCounts = [1, 4];

    public List<TcpRow> Run()
    {
        // Each rig has its client in a namespace of its own: they all use the same addresses.
        var outsides = new List<TestNetNs>();
        var rigs = new List<Rig>();
        var servers = new List<Process>();
        try
        {
            Add(new NoMirror(), 0);
            foreach (var targets in TargetCounts)
            {
                Add(new MirredBothWays(sensorReady: true), targets);
                Add(new MirredBothWays(sensorReady: false), targets);
                Add(new K8sMirrorAgent(agent, bothDirections: true), targets);
            }
            return Measure(rigs, outsides);
        }
        finally
        {
            foreach (var server in servers)
            {
                server.Kill();
                server.WaitForExit();
                server.Dispose();
            }
            rigs.ForEach(r => r.Dispose());
            outsides.ForEach(o => o.Dispose());
        }

        void Add(IMirror mirror, int targets)
        {
            progress.WriteLine($"setting up TCP through {mirror.Name}, {targets} targets");
            outsides.Add(new());
            rigs.Add(new(mirror, targets, outsides[^1], 0));
            rigs[^1].Node.Exec("ethtool", "-K", "s0", "gro", "off"); // As a veth is by default; the generator is not used here.
            rigs[^1].Node.Ip("address add 10.9.0.1/24 dev s0");
            outsides[^1].Ip($"address add 10.9.0.2/24 dev {rigs[^1].Far}");
            rigs[^1].Start();
            servers.Add(rigs[^1].Node.Start("iperf3", "-s", "-B", "10.9.0.1", "--logfile", "/dev/null"));
        }
    }

    private List<TcpRow> Measure(List<Rig> rigs, List<TestNetNs> outsides)
    {
        var samples = rigs.ToDictionary(r => r, _ => new Dictionary<string, List<(double Gbit, double? Delivered)>> { ["received"] = [], ["sent"] = [] });
        for (var round = 0; round < rounds; round++)
        {
            progress.WriteLine($"TCP, round {round + 1} of {rounds}");
            for (var i = 0; i < rigs.Count; i++)
            {
                foreach (var data in samples[rigs[i]].Keys)
                {
                    cancelled.ThrowIfCancellationRequested();
                    samples[rigs[i]][data].Add(Once(rigs[i], outsides[i], data));
                }
            }
        }
        return [.. rigs.SelectMany(r => samples[r].Select(s => Row(r, s.Key, s.Value)))];

        TcpRow Row(Rig rig, string data, List<(double Gbit, double? Delivered)> own)
        {
            var gbit = own.Select(s => s.Gbit).Median();
            var mirred = rigs.FirstOrDefault(r => r.Targets == rig.Targets && r.Mirror is MirredBothWays && r.Mirror.Name == new Mirred().Name);
            return new(
                rig.Mirror.Name,
                rig.Targets,
                data,
                gbit,
                mirred is null ? null : gbit / samples[mirred][data].Select(s => s.Gbit).Median(),
                own.All(s => s.Delivered is not null) ? own.Select(s => s.Delivered!.Value).Median() : null,
                [.. own.Select(s => s.Gbit)]);
        }
    }

    private static (double Gbit, double? Delivered) Once(Rig rig, TestNetNs outside, string data)
    {
        string[] reverse = data == "sent" ? ["-R"] : [];
        var selected = rig.Mirror.Selected();
        var before = rig.Settled();
        using var json = JsonDocument.Parse(outside.Exec("iperf3", ["-c", "10.9.0.1", "-t", $"{Seconds}", "-J", .. reverse]));
        var bits = json.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble();
        var arrived = rig.Settled() - before;
        return (bits / 1e9, selected is null ? null : arrived / (double)(rig.Mirror.Selected()!.Value - selected.Value));
    }
}
