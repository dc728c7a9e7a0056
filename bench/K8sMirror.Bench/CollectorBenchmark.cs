using K8sMirror.Bench.Peers;
using K8sMirror.Testing;

namespace K8sMirror.Bench;

/// <summary>Cost of a copy to a collector, compared with tc and a VXLAN device, and cost of spreading conversations: all rigs side by side, in turns.</summary>
internal sealed class CollectorBenchmark(string agent, int rounds, TextWriter progress, CancellationToken cancelled)
{
    private const string Peer = "tc + act_mirred into vxlan";
    private static readonly int[] Sizes = [64, 1400];

    private sealed record Case(string Name, int Targets, Func<IMirror> Make);

    public CollectorResults Run(Machine machine)
    {
        var rows = MeasureFrames();
        return new(machine, rounds, rows, Tcp());
    }

    private List<CollectorRow> MeasureFrames()
    {
        using var outside = new TestNetNs();
        var cases = Cases().ToList();
        var rigs = new List<Rig>();
        try
        {
            foreach (var one in cases)
            {
                progress.WriteLine($"setting up {one.Name}");
                rigs.Add(new(one.Make(), one.Targets, outside, rigs.Count));
                rigs[^1].Start();
            }
            var samples = cases.SelectMany(c => Sizes.Select(s => (c.Name, s))).ToDictionary(k => k, _ => new List<Slice>());
            for (var round = -1; round < rounds; round++)
            {
                progress.WriteLine(round < 0 ? "collectors, warming up" : $"collectors, round {round + 1} of {rounds}");
                foreach (var size in Sizes)
                {
                    for (var i = 0; i < rigs.Count; i++)
                    {
                        cancelled.ThrowIfCancellationRequested();
                        var slice = Slice.Paced(rigs[i], Frames.Udp(size), 4);
                        if (round >= 0)
                        {
                            samples[(cases[i].Name, size)].Add(slice);
                        }
                    }
                }
            }
            return [.. cases.Where(c => c.Targets > 0).SelectMany(c => Sizes.Select(size => Row(c, size, samples)))];
        }
        finally
        {
            rigs.ForEach(r => r.Dispose());
        }
    }

    private static CollectorRow Row(Case one, int size, Dictionary<(string Name, int Size), List<Slice>> samples)
    {
        List<double> Above(string name) => [.. samples[(name, size)].Zip(samples[("none", size)], (a, b) => a.SourceNs - b.SourceNs)];
        var own = Above(one.Name);
        // With FlowHash, only one of the targets gets a frame: the share that can arrive is one in so many.
        var share = one.Name.Contains("FlowHash", StringComparison.Ordinal) ? one.Targets : 1;
        return new(one.Name, size, samples[(one.Name, size)].Select(s => s.Delivered * share).Median(), own.Median(), own.Zip(Above(Peer), (a, b) => a / b).Median());
    }

    private IEnumerable<Case> Cases()
    {
        yield return new("none", 0, () => new NoMirror());
        yield return new(Peer, 1, () => new MirredVxlan());
        yield return new("tc + act_mirred into vxlan, IPv6", 1, () => new MirredVxlan { Ipv6 = true });
        yield return new("tc + act_mirred to a NIC", 1, () => new Mirred());
        yield return Ours("K8sMirror to a NIC", 1, null);
        yield return Ours("K8sMirror, VXLAN", 1, Vxlan(42, false));
        yield return Ours("K8sMirror, VXLAN, IPv6", 1, Vxlan(42, true));
        yield return Ours("K8sMirror, Geneve", 1, $"type: Geneve, remote: {Underlay.Remote(false)}, id: 42");
        yield return Ours("K8sMirror, GRE", 1, $"type: GRE, remote: {Underlay.Remote(false)}, id: 42");
        yield return Ours("K8sMirror, ERSPAN", 1, $"type: ERSPAN, remote: {Underlay.Remote(false)}, id: 42");
        yield return new("K8sMirror, VXLAN, 200 collectors on the node", 1, () => new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Tunnel = Vxlan(42, false), OtherCollectors = 199 });
        yield return new("K8sMirror, FlowHash over 8 NICs", 8, () => new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Distribution = "FlowHash" });
    }

    private List<CollectorTcpRow> Tcp()
    {
        (string Name, int Targets, IMirror Mirror)[] cases =
        [
            ("none", 0, new NoMirror()),
            (Peer, 1, new MirredVxlan()),
            (Peer + ", cut below", 1, new MirredVxlan { Cuts = true }),
            ("K8sMirror, VXLAN, super-packets whole", 1, new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Tunnel = Vxlan(42, false), Segmentation = "Device" }),
            ("K8sMirror, VXLAN, super-packets whole, cut below", 1, new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Tunnel = Vxlan(42, false), Segmentation = "Device", NicCuts = true }),
            ("K8sMirror, VXLAN, cut first", 1, new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Tunnel = Vxlan(42, false), Segmentation = "Node" }),
            ("K8sMirror, VXLAN, IPv6", 1, new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Tunnel = Vxlan(42, true) }),
        ];
        var flows = new List<Flow>();
        try
        {
            foreach (var (name, targets, mirror) in cases)
            {
                progress.WriteLine($"setting up TCP through {name}");
                flows.Add(new(mirror, targets));
                flows[^1].Rig.Node.Exec("ethtool", "-K", "s0", "gro", "off");
                flows[^1].Rig.Start();
            }
            var gbit = cases.Select(_ => new List<double>()).ToList();
            var copied = cases.Select(_ => new List<double>()).ToList();
            for (var round = 0; round < rounds; round++)
            {
                progress.WriteLine($"collectors, TCP, round {round + 1} of {rounds}");
                for (var i = 0; i < flows.Count; i++)
                {
                    cancelled.ThrowIfCancellationRequested();
                    var (source, tools) = (flows[i].Rig.AtSource(hasGro: false), flows[i].Rig.Settled());
                    gbit[i].Add(flows[i].Send("received", "-t", "1").Gbit);
                    // The source's bytes in both directions; only those it received, nearly all, are copied.
                    copied[i].Add((double)(flows[i].Rig.Settled() - tools).Bytes / (flows[i].Rig.AtSource(hasGro: false) - source).Bytes);
                }
            }
            List<double> Cost(int of) => [.. gbit[of].Zip(gbit[0], (with, without) => (1 / with) - (1 / without))];
            return [.. cases.Select((c, i) => new CollectorTcpRow(
                c.Name, gbit[i].Median(), copied[i].Median(), gbit[i].Zip(gbit[0], (a, b) => a / b).Median(),
                Cost(i).Median() / Cost(1).Median(), Cost(i).Median() / Cost(2).Median()))];
        }
        finally
        {
            flows.ForEach(f => f.Dispose());
        }
    }

    private static string Vxlan(int id, bool ipv6) => $"type: VXLAN, remote: \"{Underlay.Remote(ipv6)}\", id: {id}";

    private Case Ours(string name, int targets, string? tunnel) => new(name, targets, () => new K8sMirrorAgent(agent, K8sMirrorAgent.Unbounded) { Tunnel = tunnel });
}
